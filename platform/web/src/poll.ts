// Tells how far what is under way on this page has come. Only the page of exports loads it.

const PAUSE = 3000;
const BARS = /<p role="status">([^<]*)<\/p>\s*<progress max="(\d+)" value="(\d+)"/g;

async function ask(): Promise<void> {
  try {
    if (!document.hidden) {
      const text = await (await fetch(location.pathname)).text();
      const there = [...text.matchAll(BARS)];
      const here = [...document.querySelectorAll("progress")];
      if (there.length !== here.length) {
        // One is ready, or the session is over.
        location.replace(location.pathname);
        return;
      }
      here.forEach((bar, place) => {
        bar.value = Number(there[place][3]);
        (bar.previousElementSibling as HTMLElement).textContent = there[place][1];
      });
    }
  } catch {
    // The line is down: it may come back.
  }
  setTimeout(() => void ask(), PAUSE);
}

setTimeout(() => void ask(), PAUSE);
