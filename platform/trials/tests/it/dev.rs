//! `guichet dev` with a directory of the author's own: what changes when a recipient is connected can be seen before anything is published.

use std::process::Command;

use trials::{
    client::Client,
    process::{Server, free_port, guichet},
};

use crate::support::here;

const FORM: &str = "forms/essai-panne";
const POSTED: &str = "Ce que vous envoyez vous-même par courrier";

/// The start page as `guichet dev` serves it with these options.
async fn start_page(options: &[&str]) -> String {
    let port = free_port().expect("a port");
    let form = here().join(FORM).display().to_string();
    let listen = format!("127.0.0.1:{port}");
    let arguments = [&["dev", &form, "--listen", &listen], options].concat();
    let server = Server::start(&guichet(), &arguments, port, "/readyz").expect("a server");
    let mut client = Client::connect(&server.address).await.expect("a connection");
    let page = client.get("/demarches/essai-panne").await.expect("an answer");
    assert_eq!(page.status, 200);
    page.text().replace("&#39;", "'").replace("&#x27;", "'")
}

#[tokio::test]
async fn a_recipient_is_connected_by_a_directory_of_ones_own() {
    assert!(start_page(&[]).await.contains(POSTED));
    let directory = here().join("forms/annuaire.yaml").display().to_string();
    assert!(!start_page(&["--directory", &directory]).await.contains(POSTED));
}

#[test]
fn a_directory_that_is_not_there_is_refused_in_a_sentence() {
    let refused = Command::new(guichet())
        .args(["dev", &here().join(FORM).display().to_string(), "--directory", "nulle-part.yaml", "--lang", "fr"])
        .output()
        .expect("a program");
    let told = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success() && told.contains("nulle-part.yaml"), "{told}");
}
