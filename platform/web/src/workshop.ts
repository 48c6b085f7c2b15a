// Loads a page of the workshop again when its author has saved a file.

/** In milliseconds: with the check of the démarche, a save is seen well within a second. */
const EVERY = 150;

const watched = document.querySelector<HTMLElement>("[data-watch]")?.dataset["watch"];

async function stamp(address: string): Promise<string | undefined> {
  try {
    const answer = await fetch(address, { headers: { accept: "text/plain" } });
    return answer.ok ? await answer.text() : undefined;
  } catch {
    // The server is being started again: the next turn asks anew.
    return undefined;
  }
}

async function watch(address: string): Promise<void> {
  let seen: string | undefined;
  for (;;) {
    const now = document.visibilityState === "visible" ? await stamp(address) : undefined;
    if (now !== undefined && seen !== undefined && now !== seen) {
      location.reload();
      return;
    }
    seen = now ?? seen;
    await new Promise((over) => setTimeout(over, EVERY));
  }
}

if (watched) void watch(watched);
