// Makes the few elements that this script adds to a page.

/** Marks them: no page from the server has them, and no page that comes back takes them away. */
export const CLIENT = "data-client";

/** An element of this script's own, with its attributes and its words. */
export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, string>,
  words = "",
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  set(made, { [CLIENT]: "", ...attributes });
  made.textContent = words;
  return made;
}

/** Sets several attributes at once. */
export function set(element: Element, attributes: Record<string, string>): void {
  for (const name in attributes) {
    element.setAttribute(name, attributes[name] as string);
  }
}

/** Where the focus goes first inside an element. */
export const BOXES = "input:not([type=hidden]), select, textarea";
