//! Follows « Votre première démarche en dix minutes » to the letter: every command is run, every file written, in an empty folder, and what the
//! page says is printed is what is printed.
//!
//! The page is read from top to bottom. A block without a language holds commands; a `text` block what those just above print; a `yaml`
//! block is put where the sentence before it says.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use trials::process::{Server, free_port, guichet};

use crate::support::here;

const PAGE: &str = "../../wiki/auteurs/premiere-demarche.md";

/// A fenced block, and the paragraph before it.
struct Block {
    language: String,
    text: String,
    before: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find("```") {
        let before = rest[..start].trim_end();
        let (language, behind) = rest[start + 3..].split_once('\n').expect("a line");
        let (text, behind) = behind.split_once("```").expect("an end");
        // A block follows its sentence; of two sentences in one paragraph the last counts.
        let paragraph = before.rsplit("\n\n").next().unwrap_or_default();
        found.push(Block { language: language.to_owned(), text: text.to_owned(), before: paragraph.to_owned() });
        rest = behind;
    }
    found
}

struct Author {
    folder: PathBuf,
    address: String,
    /// What the last commands printed.
    printed: String,
    serving: Option<Server>,
    commands: usize,
    files: usize,
    compared: usize,
}

impl Author {
    /// Types the commands of a block, as they stand.
    fn type_all(&mut self, commands: &str) {
        self.printed.clear();
        for line in commands.lines().filter(|line| !line.trim().is_empty()) {
            let mut words = line.split_whitespace();
            let (program, arguments): (_, Vec<&str>) = (words.next().expect("a program"), words.collect());
            self.commands += 1;
            if (program, arguments.first().copied()) == ("guichet", Some("dev")) {
                self.serve(&arguments);
                continue;
            }
            let program = if program == "guichet" { guichet() } else { PathBuf::from(program) };
            let output =
                Command::new(program).args(&arguments).current_dir(&self.folder).env("GUICHET_LANG", "fr").output();
            let output = output.unwrap_or_else(|error| panic!("{line}: {error}"));
            let complained = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{line}: {complained}{}", String::from_utf8_lossy(&output.stdout));
            self.printed.push_str(&String::from_utf8_lossy(&output.stdout));
        }
    }

    /// `guichet dev` stays on; only its port is another, which may be taken here.
    fn serve(&mut self, arguments: &[&str]) {
        let log = self.folder.join("dev.log");
        let port = free_port().expect("a port");
        let inside = self.folder.join(arguments[1]).display().to_string();
        let listen = format!("127.0.0.1:{port}");
        let arguments = ["dev", &inside, "--listen", &listen, "--lang", "fr"];
        let server = Server::start_writing(&guichet(), &arguments, &[], port, "/readyz", Some(&log)).expect("a server");
        // What the server logs for operators is no part of what is told to the author, who is told once it listens.
        let until = Instant::now() + Duration::from_secs(30);
        let told = loop {
            let text = fs::read_to_string(&log).expect("what it printed");
            let told: Vec<String> = text.lines().filter(|line| !line.starts_with('{')).map(str::to_owned).collect();
            if text.ends_with('\n') && told.len() > 1 {
                break told;
            }
            assert!(Instant::now() < until, "nothing is told: {text}");
            std::thread::yield_now();
        };
        self.printed = told.join("\n").replace(&listen, "127.0.0.1:8080");
        self.address = format!("http://{}", server.address);
        self.serving = Some(server);
    }

    /// Puts a block of YAML where the page says.
    fn write(&mut self, block: &Block) {
        self.files += 1;
        if let Some(path) =
            block.text.lines().next().and_then(|line| line.strip_prefix("# ")).filter(|path| path.ends_with(".yaml"))
        {
            let file = self.folder.join(path);
            let kept = match fs::read_to_string(&file) {
                Ok(old) => {
                    assert!(block.before.contains("Remplacez"), "{path} is there already: {}", block.before);
                    let first = old.lines().next().unwrap_or_default().to_owned();
                    assert!(first.starts_with("# yaml-language-server: "), "{path}: {first}");
                    first + "\n"
                }
                Err(_) => {
                    assert!(block.before.contains("Créez"), "{path} is not there: {}", block.before);
                    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
                    String::new()
                }
            };
            fs::write(file, kept + &block.text).expect("a file");
            return;
        }
        let name = block.before.split('`').nth(1).expect("the name of a file");
        let file = self.folder.join("fete-des-voisins").join(name);
        let text = fs::read_to_string(&file).expect("a file");
        let changed = if block.before.contains("à la fin") {
            text + &block.text
        } else if let Some((_, page)) = block.before.split_once("à la page `") {
            let id = page.split('`').next().expect("the id of a page");
            let from = text.find(&format!("- id: {id}\n")).expect("the page");
            let key = block.text.split(':').next().expect("a key");
            let at = from + text[from..].find(&format!("{key}:")).expect("the key");
            let end = at + text[at..].find('\n').expect("the end of the line") + 1;
            format!("{}{}{}", &text[..at], block.text, &text[end..])
        } else if let Some((_, recipient)) = block.before.split_once("la liste `") {
            let key = recipient.split('`').next().expect("a key");
            let at = text.rfind(&format!("    {key}:")).expect("the key");
            let end = at + text[at..].find('\n').expect("the end of the line") + 1;
            format!("{}{}{}", &text[..at], block.text, &text[end..])
        } else {
            panic!("where is this to be written? {}", block.before)
        };
        fs::write(file, changed).expect("a file");
    }

    async fn sees(&self, title: &str) {
        let address = format!("{}/demarches/fete-des-voisins", self.address);
        let page = reqwest::get(&address).await.expect("an answer").text().await.expect("a page");
        assert!(page.contains(&format!("<h1>{title}</h1>")), "{address} does not show {title}");
    }
}

#[test]
fn the_first_demarche_is_made_as_the_page_says() {
    let page = fs::read_to_string(here().join(PAGE)).expect("the page");
    let folder = tempfile::tempdir().expect("a folder");
    let mut author = Author {
        folder: folder.path().to_owned(),
        address: String::new(),
        printed: String::new(),
        serving: None,
        commands: 0,
        files: 0,
        compared: 0,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    for block in blocks(&page) {
        match block.language.as_str() {
            "" => author.type_all(&block.text),
            "text" => {
                assert_eq!(author.printed.trim(), block.text.trim(), "what is printed is not what the page says");
                author.compared += 1;
            }
            "yaml" => author.write(&block),
            other => panic!("a block of {other}"),
        }
        if block.text.starts_with("guichet dev ") {
            // The page shows at once what is there …
            runtime.block_on(author.sees("Carte de stationnement résident"));
        }
    }
    // … and later what was saved since.
    assert!(author.serving.is_some(), "`guichet dev` was never typed");
    runtime.block_on(author.sees("Fête des voisins"));
    assert!(author.commands >= 8 && author.files >= 6 && author.compared >= 6, "the page is read");
    for address in page.split('<').filter_map(|rest| rest.split_once('>')).map(|(inside, _)| inside) {
        let shown = address.strip_prefix("http://127.0.0.1:8080").expect("an address of guichet dev");
        let answer = runtime.block_on(reqwest::get(format!("{}{shown}", author.address))).expect("an answer");
        assert!(answer.status().is_success(), "{address}");
    }
    for file in ["schema.yaml", "demarche.yaml", "scenarios", "README.md"] {
        assert!(Path::new(folder.path()).join("fete-des-voisins").join(file).exists(), "{file}");
    }
}
