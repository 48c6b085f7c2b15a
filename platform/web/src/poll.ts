// Asks for the page again while something on it is under way.
import { parse, show } from "./morph";

const PAUSE = 3000;

/** Once for the page. */
export function startPoll(enhance: () => void): void {
  if (!document.querySelector("[data-poll]")) {
    return;
  }
  const ask = async (): Promise<void> => {
    let going = true;
    try {
      // Not while somebody is in the middle of it: what has the focus would be read out anew.
      if (!document.hidden) {
        const address = location.href.replace(/[?#].*/, "");
        const page = parse(await (await fetch(address)).text());
        const id = document.querySelector("[data-poll]")?.getAttribute("aria-labelledby") ?? "";
        // Whoever was logged out gets another page: this one stays as it is.
        going = page.getElementById(id) !== null;
        if (going) {
          show(page);
          enhance();
          going = document.querySelector("[data-poll]") !== null;
        }
      }
    } catch {
      // The line is down: it may come back.
    }
    if (going) {
      setTimeout(() => void ask(), PAUSE);
    }
  };
  setTimeout(() => void ask(), PAUSE);
}
