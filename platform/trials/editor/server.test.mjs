// What an author sees in VS Code or Helix: the language server that both run completes and underlines a démarche that `guichet new` made.
//
// GUICHET_BIN=target/debug/guichet node --test platform/trials/editor/

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import test from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const guichet = resolve(process.env.GUICHET_BIN ?? join(here, "../../../target/debug/guichet"));

/** The language server on its pipes: JSON-RPC with a `Content-Length` before each message. */
class LanguageServer {
  #process = spawn(process.execPath, [join(here, "node_modules/yaml-language-server/bin/yaml-language-server"), "--stdio"]);
  #held = Buffer.alloc(0);
  #asked = new Map();
  #faults = new Map();
  #next = 1;

  constructor() {
    this.#process.stdout.on("data", (bytes) => {
      this.#held = Buffer.concat([this.#held, bytes]);
      for (let message = this.#take(); message; message = this.#take()) this.#receive(message);
    });
  }

  #take() {
    const end = this.#held.indexOf("\r\n\r\n");
    if (end < 0) return undefined;
    const length = Number(/Content-Length: (\d+)/i.exec(this.#held.subarray(0, end).toString())[1]);
    if (this.#held.length < end + 4 + length) return undefined;
    const message = JSON.parse(this.#held.subarray(end + 4, end + 4 + length).toString());
    this.#held = this.#held.subarray(end + 4 + length);
    return message;
  }

  #receive(message) {
    if (message.method === "workspace/configuration") {
      // As an editor without settings of the author's own; nothing is fetched from the network.
      const settings = { validate: true, completion: true, hover: true, schemaStore: { enable: false, url: "" } };
      const result = message.params.items.map(({ section }) => (section === "yaml" ? settings : null));
      this.#send({ id: message.id, result });
    } else if (message.method === "textDocument/publishDiagnostics") {
      this.#faults.get(message.params.uri)?.(message.params.diagnostics);
    } else if (message.id !== undefined && message.method) {
      this.#send({ id: message.id, result: null });
    } else if (message.id !== undefined) {
      this.#asked.get(message.id)?.(message.result);
    }
  }

  #send(message) {
    const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
    this.#process.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    this.#process.stdin.write(body);
  }

  ask(method, params) {
    const id = this.#next++;
    this.#send({ id, method, params });
    return new Promise((answered) => this.#asked.set(id, answered));
  }

  tell(method, params) {
    this.#send({ method, params });
  }

  async start(folder) {
    const uri = pathToFileURL(folder).href;
    await this.ask("initialize", {
      processId: process.pid,
      rootUri: uri,
      workspaceFolders: [{ uri, name: "essai" }],
      capabilities: { workspace: { configuration: true }, textDocument: { completion: {}, hover: {} } },
    });
    this.tell("initialized", {});
  }

  /** Opens a file as it is typed; gives what is underlined. */
  open(uri, text) {
    const told = new Promise((answered) => this.#faults.set(uri, answered));
    this.tell("textDocument/didOpen", { textDocument: { uri, languageId: "yaml", version: 1, text } });
    return told;
  }

  async propose(uri, text, after) {
    const before = text.slice(0, text.indexOf(after) + after.length).split("\n");
    const position = { line: before.length - 1, character: before.at(-1).length };
    const list = await this.ask("textDocument/completion", { textDocument: { uri }, position });
    return (list?.items ?? list).map((item) => item.label);
  }

  async explain(uri, text, word) {
    const before = text.slice(0, text.indexOf(word) + 1).split("\n");
    const position = { line: before.length - 1, character: before.at(-1).length };
    const hover = await this.ask("textDocument/hover", { textDocument: { uri }, position });
    return hover?.contents?.value ?? "";
  }

  stop() {
    this.#process.kill();
  }
}

test("an editor completes, explains and underlines a démarche that was just made", { timeout: 60_000 }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "guichet-editor-"));
  const server = new LanguageServer();
  t.after(() => {
    server.stop();
    rmSync(folder, { recursive: true });
  });
  execFileSync(guichet, ["new", "essai", "--into", folder]);
  const read = (path) => readFileSync(join(folder, "essai", path), "utf8");
  const uri = (path) => pathToFileURL(join(folder, "essai", path)).href;
  await server.start(join(folder, "essai"));

  for (const path of ["demarche.yaml", "schema.yaml", "scenarios/trop-jeune.yaml"]) {
    assert.deepEqual(await server.open(uri(path), read(path)), [], `${path} is underlined as it was made`);
  }

  const wrong = read("demarche.yaml").replace("\nminutes: 5", "\nminuts: 5").replace("kind: demande", "kind: requete");
  const faults = await server.open(uri("fautif.yaml"), wrong);
  const lines = wrong.split("\n");
  const underlined = faults.map(({ range }) =>
    lines[range.start.line].slice(range.start.character, range.end.line === range.start.line ? range.end.character : undefined),
  );
  assert.deepEqual(underlined.toSorted(), ["minuts", "requete"], JSON.stringify(faults));

  const begun = read("demarche.yaml").replace("\nminutes: 5\n", "\nminutes: 5\nle\n").replace(/kind: demande.*/, "kind: ");
  await server.open(uri("essai.yaml"), begun);
  assert.ok((await server.propose(uri("essai.yaml"), begun, "\nle")).includes("letters"), "a key");
  assert.deepEqual(
    (await server.propose(uri("essai.yaml"), begun, "kind: ")).toSorted(),
    ["declaration", "demande", "information"],
    "the words of a closed list",
  );
  assert.match(await server.explain(uri("essai.yaml"), begun, "purpose:"), /Pourquoi les données sont demandées/);

  const schema = `${read("schema.yaml")}  autre:\n    $ref: \n`;
  await server.open(uri("autre/schema.yaml"), schema.replace(".guichet/", "../.guichet/"));
  const components = await server.propose(uri("autre/schema.yaml"), schema, "autre:\n    $ref: ");
  assert.ok(components.some((label) => label.includes("component:address-fr@1")), components.join(", "));
});
