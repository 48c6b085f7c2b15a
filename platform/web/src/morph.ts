// Turns one tree into another, keeping the elements that both have: focus, caret and what was typed stay.

import { CLIENT } from "./make";

/** Attributes that this script sets on elements of the page. */
const OURS = /^(role|aria-(expanded|controls|activedescendant|autocomplete|busy))$/;

interface Policy {
  createHTML(html: string): string;
}

const policy: Policy | undefined = (
  window as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } }
).trustedTypes?.createPolicy("guichet", { createHTML: (html) => html });

/** Reads a page of this server. Scripts in it never run. */
export function parse(html: string): Document {
  return new DOMParser().parseFromString(policy ? policy.createHTML(html) : html, "text/html");
}

/** Shows another page of this server in place of this one, as far as they differ. */
export function show(page: Document): void {
  const [here, there] = [document.querySelector("main"), page.querySelector("main")];
  if (here && there) {
    morph(here, there);
    document.title = page.title;
  }
}

function morph(here: Element, there: Element): void {
  attributes(here, there);
  // What is in a text area is what was typed.
  if (here.nodeName !== "TEXTAREA") {
    children(here, there);
  }
}

function attributes(here: Element, there: Element): void {
  for (const { name, value } of there.attributes) {
    if (here.getAttribute(name) !== value) {
      here.setAttribute(name, value);
    }
  }
  for (const { name } of [...here.attributes]) {
    if (!there.hasAttribute(name) && !OURS.test(name)) {
      here.removeAttribute(name);
    }
  }
}

/** What makes two nodes the same one: never an element of another name, which would only look like what it is to become. */
function key(node: Node): string {
  return node.nodeName + (node instanceof Element
    ? node.id || node.getAttribute("data-question") || `${node.getAttribute("name")} ${node.getAttribute("value")}`
    : "");
}

function children(here: Element, there: Element): void {
  const wanted = new Map<string, number>();
  const fresh = [...there.childNodes].filter((node) => !added(node));
  for (const node of fresh) {
    wanted.set(key(node), (wanted.get(key(node)) ?? 0) + 1);
  }
  // First away with what has no counterpart, so that what stays is not moved: moving loses the focus.
  const kept: [string, Node][] = [];
  for (const node of [...here.childNodes]) {
    const name = key(node);
    const count = wanted.get(name);
    if (added(node)) {
      continue;
    }
    if (count) {
      wanted.set(name, count - 1);
      kept.push([name, node]);
    } else {
      node.remove();
    }
  }
  let next: Node | null = ours(here.firstChild);
  for (const node of fresh) {
    const at = kept.findIndex(([name]) => name === key(node));
    const same = kept.splice(at, at < 0 ? 0 : 1)[0]?.[1];
    if (!same) {
      here.insertBefore(document.importNode(node, true), next);
      continue;
    }
    if (same === next) {
      next = ours(next.nextSibling);
    } else {
      here.insertBefore(same, next);
    }
    if (same instanceof Element && node instanceof Element) {
      morph(same, node);
    } else if (same.nodeValue !== node.nodeValue) {
      same.nodeValue = node.nodeValue;
    }
  }
}

/**
 * Whether the node is no matter of the server's: this script added it, or it is only the space between two elements. If spaces were
 * matched with one another, an element that goes would make the next ones move.
 */
function added(node: Node): boolean {
  return node instanceof Element ? node.hasAttribute(CLIENT) : !node.nodeValue?.trim();
}

/** Steps over what this script added. */
function ours(node: Node | null): Node | null {
  while (node && added(node)) {
    node = node.nextSibling;
  }
  return node;
}
