// Sends a file as soon as it is chosen: its progress is seen, and it can be stopped.
import { make } from "./make";
import { parse, show } from "./morph";
import { answers } from "./refresh";

const underWay = new Set<Promise<boolean>>();

/** Resolves when no file is being sent any more; false where one of them did not arrive, or was refused. */
export function uploaded(): Promise<boolean> {
  return Promise.all(underWay).then((arrived) => arrived.every(Boolean));
}

export function startUploads(enhance: () => void): void {
  document.addEventListener("change", (event) => {
    const input = event.target as HTMLInputElement;
    const form = input.form;
    if (input.type === "file" && form?.matches("[data-live]") && input.files?.length) {
      send(input, form, enhance);
    }
  });
}

function send(input: HTMLInputElement, form: HTMLFormElement, enhance: () => void): void {
  const data = answers(form, "refresh");
  for (const file of input.files as FileList) {
    data.append(input.name, file);
  }
  const { sending, cancel, failed } = form.dataset as Record<string, string>;
  const box = make("div", { class: "upload" });
  const bar = make("progress", { "aria-label": sending });
  const stop = make("button", { type: "button", class: "quiet" }, cancel);
  box.append(bar, make("span", { class: "soft", role: "status" }, sending), stop);
  input.after(box);
  input.disabled = true;

  const request = new XMLHttpRequest();
  const arrival = new Promise<boolean>((done) => {
    request.onloadend = () => {
      underWay.delete(arrival);
      done(request.status === 200);
    };
  });
  underWay.add(arrival);
  const end = (): void => {
    box.remove();
    input.disabled = false;
    // What was sent must not be sent again with the page.
    input.value = "";
  };
  const fail = (): void => {
    end();
    const line = make("p", { class: "error", role: "alert" }, failed);
    input.after(line);
    setTimeout(() => line.remove(), 20000);
  };
  request.upload.onprogress = (event) => {
    if (event.lengthComputable) {
      bar.max = event.total;
      bar.value = event.loaded;
    }
  };
  request.onload = () => {
    const page = parse(request.responseText);
    if (!page.getElementById(form.id)) {
      fail();
      return;
    }
    end();
    const id = input.id;
    show(page);
    enhance();
    document.getElementById(id)?.focus();
  };
  request.onerror = fail;
  stop.onclick = () => {
    request.abort();
    end();
    input.focus();
  };
  request.open("POST", form.action);
  request.send(data);
}
