//! Le guichet, vu par le logiciel d'un service.

use std::{env, path::Path};

use anyhow::{Context as _, Result};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hyper::Method;
use serde_json::{Value, json};

use crate::http::{Asked, ask};

/// Un jeton, bon une heure, et l'adresse de l'API.
pub(crate) struct Guichet {
    api: String,
    authorization: String,
}

fn variable(name: &str) -> Result<String> {
    env::var(name).with_context(|| format!("{name} n'est pas dans l'environnement"))
}

impl Guichet {
    /// Demande un jeton, avec ce que l'exploitant a remis.
    pub(crate) async fn enter() -> Result<Self> {
        let url = variable("GUICHET_URL")?;
        let secret = format!("{}:{}", variable("GUICHET_CLIENT_ID")?, variable("GUICHET_CLIENT_SECRET")?);
        let asked = Asked {
            method: Method::POST,
            address: &format!("{url}/api/oauth/token"),
            headers: vec![
                ("authorization", format!("Basic {}", STANDARD.encode(secret))),
                ("content-type", "application/x-www-form-urlencoded".to_owned()),
            ],
            body: b"grant_type=client_credentials".to_vec(),
        };
        let given: Value = serde_json::from_slice(&ask(&asked).await?)?;
        let token = given["access_token"].as_str().context("pas de jeton")?;
        Ok(Self { api: format!("{url}/api/partner/v1"), authorization: format!("Bearer {token}") })
    }

    /// Lit.
    pub(crate) async fn get(&self, path: &str) -> Result<Vec<u8>> {
        let headers = vec![("authorization", self.authorization.clone())];
        ask(&Asked { method: Method::GET, address: &format!("{}{path}", self.api), headers, body: Vec::new() }).await
    }

    /// Lit du JSON.
    pub(crate) async fn read(&self, path: &str) -> Result<Value> {
        Ok(serde_json::from_slice(&self.get(path).await?)?)
    }

    async fn post(&self, path: &str, mime: &str, key: Option<&str>, body: Vec<u8>) -> Result<Value> {
        let mut headers = vec![("authorization", self.authorization.clone()), ("content-type", mime.to_owned())];
        headers.extend(key.map(|key| ("idempotency-key", key.to_owned())));
        let asked = Asked { method: Method::POST, address: &format!("{}{path}", self.api), headers, body };
        Ok(serde_json::from_slice(&ask(&asked).await?)?)
    }

    /// Dit que tout est en lieu sûr jusque-là.
    pub(crate) async fn acknowledge(&self, up_to: &str) -> Result<()> {
        let said = json!({ "up_to": up_to }).to_string().into_bytes();
        self.post("/notifications/ack", "application/json", None, said).await.map(|_| ())
    }

    /// Répond : un état, un message (vide : aucun), des documents. La clé est la même à chaque essai : la réponse n'est faite qu'une fois.
    pub(crate) async fn answer(
        &self,
        case: &str,
        key: &str,
        status: &str,
        message: &str,
        documents: &[&str],
    ) -> Result<Value> {
        let mut said = json!({ "status": status });
        if !message.is_empty() {
            said["message"] = message.into();
        }
        let path = format!("/cases/{case}/events");
        if documents.is_empty() {
            return self.post(&path, "application/json", Some(key), said.to_string().into_bytes()).await;
        }
        let mut body = part("event\"", "application/json", said.to_string().as_bytes());
        for document in documents {
            let file = Path::new(document);
            let name = file
                .file_name()
                .context("un document n'a pas de nom")?
                .to_string_lossy()
                .replace(['"', '\r', '\n'], "_");
            let content = tokio::fs::read(file).await.with_context(|| (*document).to_owned())?;
            // Le guichet regarde le contenu : le type annoncé ne compte pas.
            body.extend(part(&format!("document\"; filename=\"{name}\""), "application/octet-stream", &content));
        }
        body.extend(format!("--{BOUNDARY}--\r\n").as_bytes());
        self.post(&path, &format!("multipart/form-data; boundary={BOUNDARY}"), Some(key), body).await
    }
}

/// Ne se trouve dans aucun document : 128 bits tirés une fois pour toutes suffisent ici, car le guichet vérifie chaque fichier.
const BOUNDARY: &str = "guichet-4f1d6c0b9a5e4e7cb8f23d7a61c09e55";

fn part(name: &str, mime: &str, content: &[u8]) -> Vec<u8> {
    let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\r\nContent-Type: {mime}\r\n\r\n");
    [head.as_bytes(), content, b"\r\n"].concat()
}
