// Asks the server for the page again when an answer changes, and shows what has become of it.
import { BOXES } from "./make";
import { parse, show } from "./morph";

let asking: AbortController | undefined;
let timer = 0;
let answered: Promise<void> = Promise.resolve();

/** Resolves when no page is being asked for, or after a second: a slow line must not hold the citizen back. */
export function settled(): Promise<void> {
  clearTimeout(timer);
  return Promise.race([answered, new Promise<void>((done) => setTimeout(done, 1000))]);
}

/** Everything typed on the page, without files: those travel alone. */
export function answers(form: HTMLFormElement, action: string): FormData {
  const data = new FormData(form);
  for (const input of form.querySelectorAll<HTMLInputElement>("input[type=file]")) {
    data.delete(input.name);
  }
  data.set("_action", action);
  return data;
}

/** Posts the page and shows the one that comes back; false where the answer is no page of ours. */
async function post(form: HTMLFormElement, data: FormData, enhance: () => void): Promise<boolean> {
  asking?.abort();
  asking = new AbortController();
  const multipart = form.enctype === "multipart/form-data";
  const body = multipart ? data : new URLSearchParams(data as unknown as Record<string, string>);
  try {
    const answer = await fetch(form.action, { method: "POST", body, signal: asking.signal });
    if (!answer.ok && answer.status !== 422) {
      return false;
    }
    const page = parse(await answer.text());
    if (!page.getElementById(form.id)) {
      return false;
    }
    show(page);
    enhance();
    return true;
  } catch {
    return false;
  }
}

export function startRefresh(enhance: () => void): void {
  document.addEventListener("change", (event) => {
    const field = event.target as HTMLInputElement;
    const form = field.form;
    if (!form?.matches("[data-live]") || field.type === "file") {
      return;
    }
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      answered = post(form, answers(form, "refresh"), enhance).then(() => undefined);
    }, 150);
  });

  // « Ajouter », « Modifier » and « Retirer » change the page in place; if that fails, the page is posted as it always was.
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("form[data-live] button[name=_action]");
    const form = button?.form;
    if (!button || !form || !/^(add|open|remove|detach):/.test(button.value)) {
      return;
    }
    event.preventDefault();
    const open = () => [...form.querySelectorAll<HTMLElement>(".row:not(.closed)")];
    const before = new Set(open().map((row) => row.id));
    const place = button.closest<HTMLElement>("fieldset.rows, .question");
    void settled()
      .then(() => post(form, answers(form, button.value), enhance))
      .then((shown) => {
        if (!shown) {
          form.requestSubmit(button);
          return;
        }
        const row = open().find((one) => !before.has(one.id));
        (row ?? place)?.querySelector<HTMLElement>(`${BOXES}, button`)?.focus();
      });
  });
}
