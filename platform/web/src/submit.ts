// Lets a form leave once, however often it is clicked; the server counts it once in any case.
import { make } from "./make";
import { settled } from "./refresh";
import { uploaded } from "./upload";

const sent = new WeakSet<HTMLFormElement>();

/** As if nothing had been clicked. */
function rest(form: HTMLFormElement): void {
  sent.delete(form);
  delete form.dataset.go;
  form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  form.querySelector(".sending")?.remove();
}

export function startSubmit(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    const submitter = event.submitter as HTMLButtonElement | null;
    if (form.method !== "post" || submitter?.formMethod === "dialog" || submitter?.formTarget) {
      return; // Nothing leaves, or this page stays beside what comes.
    }
    if (form.matches("[data-live]") && !form.dataset.go && "requestSubmit" in form) {
      // The page asked for last may carry a newer revision than the one about to be posted.
      event.preventDefault();
      form.dataset.go = "1";
      submitter?.setAttribute("aria-busy", "true");
      void uploaded().then(async (arrived) => {
        if (!arrived) {
          // What went wrong with a file stands beside it: another page would take that away.
          rest(form);
        } else {
          await settled();
          // In its own turn: while one submission is being decided, a form takes no other.
          setTimeout(() => form.requestSubmit(submitter));
        }
      });
      return;
    }
    if (sent.has(form)) {
      event.preventDefault();
      return;
    }
    sent.add(form);
    submitter?.setAttribute("aria-busy", "true");
    if (form.dataset.sending) {
      const line = make("p", { class: "sending soft", role: "status" });
      form.append(line);
      line.textContent = form.dataset.sending;
    }
  });

  // Coming back with the browser's own button must find a form that works.
  addEventListener("pageshow", () => {
    [...document.forms].forEach(rest);
  });
}
