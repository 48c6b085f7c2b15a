// Small things: the summary takes the focus, references are copied, pages printed, rows walked with j and k.

import { BOXES } from "./make";

/** Once for the page. */
export function startSmall(): void {
  document.querySelector<HTMLElement>("[data-autofocus]")?.focus();

  document.addEventListener("click", (event) => {
    const clicked = event.target as Element;

    // A link of the summary leads into the question: to its first box, not to its frame.
    const link = clicked.closest<HTMLAnchorElement>(".summary a[href^='#']");
    const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (link && target) {
      const box = target.matches("fieldset") ? target.querySelector<HTMLElement>(BOXES) : target;
      if (box) {
        event.preventDefault();
        (target.closest(".question") ?? target).scrollIntoView();
        box.focus({ preventScroll: true });
      }
    }

    const copy = clicked.closest<HTMLElement>("[data-copy]");
    const words = copy && document.getElementById(copy.dataset.copy as string)?.textContent?.trim();
    if (copy && words) {
      void navigator.clipboard.writeText(words).then(() => {
        copy.textContent = copy.dataset.copied as string;
        copy.setAttribute("role", "status");
      });
    }

    if (clicked.closest("[data-print]")) {
      print();
    }
  });
}

/** Again after every change of the page: shows what works only with this script. */
export function enhanceSmall(): void {
  const works = "[data-print], [data-keys]" + (navigator.clipboard ? ", [data-copy]" : "");
  document.querySelectorAll<HTMLElement>(works).forEach((one) => (one.hidden = false));
}

/** j and k walk the rows, only while the focus is in the table: elsewhere a letter is a letter. */
export function startKeys(): void {
  document.addEventListener("keydown", (event) => {
    const table = document.activeElement?.closest(".table");
    const step = { j: 1, k: -1 }[event.key];
    if (!table || !step || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const links = [...table.querySelectorAll<HTMLElement>("tbody th a")];
    const at = links.indexOf(document.activeElement as HTMLElement);
    links[Math.max(0, Math.min(links.length - 1, at + step))]?.focus();
    event.preventDefault();
  });
}
