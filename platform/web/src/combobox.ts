// Proposes entries of a référentiel while one types: the ARIA 1.2 combobox, on top of a box that works without it.

import { CLIENT, make, set } from "./make";

interface Entry {
  code: string;
  nom: string;
  detail: string;
}

const enhanced = new WeakSet<HTMLInputElement>();

export function enhanceComboboxes(): void {
  for (const input of document.querySelectorAll<HTMLInputElement>("input[data-referential]")) {
    if (!enhanced.has(input)) {
      enhanced.add(input);
      enhance(input);
    }
  }
}

function enhance(input: HTMLInputElement): void {
  const list = make("ul", { class: "listbox", id: `${input.id}--list`, role: "listbox", hidden: "" });
  const status = make("div", { class: "sr", role: "status" });
  list.setAttribute("aria-label", input.labels?.[0]?.textContent as string);
  input.after(list, status);
  set(input, {
    autocomplete: "off",
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-controls": list.id,
    "aria-expanded": "false",
  });

  let entries: Entry[] = [];
  let active = -1;
  let asked = 0;
  let timer = 0;

  const open = (yes: boolean): void => {
    list.hidden = !yes;
    input.setAttribute("aria-expanded", String(yes));
    if (!yes) {
      activate(-1);
    }
  };

  const activate = (index: number): void => {
    active = index;
    [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    const option = list.children[index];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  };

  /** The hidden box of the code; where the server offered radios instead, these go. */
  const code = (): HTMLInputElement => {
    const id = input.dataset.code as string;
    const known = document.getElementById(id);
    if (known instanceof HTMLInputElement) {
      return known;
    }
    document.getElementById(`${input.id}--matches`)?.remove();
    const made = make("input", { type: "hidden", id, name: `${input.name}.code` });
    made.removeAttribute(CLIENT);
    input.parentElement?.after(made);
    return made;
  };

  const choose = (index: number): void => {
    const entry = entries[index];
    if (entry) {
      input.value = entry.nom;
      code().value = entry.code;
      open(false);
      status.textContent = "";
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };

  const draw = (): void => {
    list.replaceChildren(
      ...entries.map((entry, index) => {
        const option = make("li", { id: `${list.id}-${index}`, role: "option" }, entry.nom);
        if (entry.detail) {
          option.append(" ", make("span", { class: "soft" }, entry.detail));
        }
        // The press, not the click: the click comes after the box has lost the focus.
        option.onpointerdown = (event) => event.preventDefault();
        option.onclick = () => choose(index);
        return option;
      }),
    );
    activate(-1);
    open(entries.length > 0);
    status.textContent = entries.length
      ? (input.dataset.found as string).replace("{n}", String(entries.length))
      : (input.dataset.none as string);
  };

  const ask = async (): Promise<void> => {
    const question = ++asked;
    const typed = input.value.trim();
    if (typed.length < 2) {
      open(false);
      return;
    }
    try {
      const answer = await fetch(`${input.dataset.referential}?q=${encodeURIComponent(typed)}`, {
        headers: { accept: "application/json" },
      });
      const found = answer.ok ? ((await answer.json()) as Entry[]) : [];
      if (question === asked && document.activeElement === input) {
        entries = found;
        draw();
      }
    } catch {
      open(false);
    }
  };

  input.addEventListener("input", () => {
    const known = document.getElementById(input.dataset.code as string);
    if (known instanceof HTMLInputElement) {
      known.value = "";
    }
    clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), 150);
  });
  input.addEventListener("blur", () => {
    asked++;
    clearTimeout(timer);
    open(false);
  });
  input.addEventListener("keydown", (event) => {
    const shown = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!shown) {
        void ask();
        return;
      }
      const step = event.key === "ArrowDown" ? 1 : -1;
      activate((active + step + entries.length + (active < 0 && step < 0 ? 1 : 0)) % entries.length);
    } else if (event.key === "Enter" && shown && active >= 0) {
      event.preventDefault();
      choose(active);
    } else if (event.key === "Escape" && shown) {
      event.preventDefault();
      open(false);
    }
  });
}
