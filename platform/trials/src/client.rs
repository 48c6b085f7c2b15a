//! Speaks just enough HTTP/1.1 to load a server without being the load itself.

use anyhow::{Context as _, bail};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// One kept-alive connection.
#[derive(Debug)]
pub struct Client {
    address: String,
    stream: TcpStream,
    /// The server said that the connection ends with what it answered last.
    over: bool,
    buffer: Vec<u8>,
    /// Cookies as the server set them, by name.
    cookies: Vec<(String, String)>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The `Location` header.
    pub location: Option<String>,
    /// Every header line, lower-case name first.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The value of the header `name` (lower case); of several, the first.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The value of the hidden input `name` in the page.
    pub fn hidden(&self, name: &str) -> Option<String> {
        let page = self.text();
        let at = page.find(&format!("name=\"{name}\""))?;
        let start = page[..at].rfind('<')?;
        let tag = &page[start..start + page[start..].find('>')?];
        let value = &tag[tag.find("value=\"")? + 7..];
        Some(value[..value.find('"')?].to_owned())
    }
}

impl Answer {
    /// The first link of the page that ends with `end`.
    pub fn link(&self, end: &str) -> Option<String> {
        self.text()
            .split("href=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .find(|address| address.ends_with(end))
            .map(str::to_owned)
    }

    /// The first link of the page that has `part` in it.
    pub fn link_with(&self, part: &str) -> Option<String> {
        let page = self.text();
        let mut links = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        links.find(|address| address.contains(part)).map(|address| address.replace("&amp;", "&"))
    }

    /// The last value that the list `name` of the page offers.
    pub fn option_of(&self, name: &str) -> Option<String> {
        let page = self.text();
        let list = page.split(&format!("name=\"{name}\"")).nth(1)?.split("</select>").next()?;
        let value = list.rsplit("value=\"").next()?.split('"').next()?;
        Some(value.to_owned()).filter(|value| !value.is_empty())
    }

    /// The name of the page's first input of the type `kind`.
    pub fn input(&self, kind: &str) -> Option<String> {
        let page = self.text();
        let tag = page
            .split("<input ")
            .skip(1)
            .filter_map(|rest| rest.split('>').next())
            .find(|tag| tag.contains(&format!("type=\"{kind}\"")))?;
        let name = tag.split("name=\"").nth(1)?;
        Some(name.split('"').next()?.to_owned())
    }
}

impl Client {
    /// The cookies as a header has them.
    pub fn cookies(&self) -> String {
        let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }

    /// Takes over the cookies of another connection.
    pub fn set_cookies(&mut self, header: &str) {
        self.cookies = header
            .split("; ")
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
    }

    /// Connects to `address` (`127.0.0.1:8080`).
    pub async fn connect(address: &str) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let buffer = Vec::with_capacity(64 << 10);
        Ok(Self { address: address.to_owned(), stream, over: false, buffer, cookies: Vec::new() })
    }

    /// Connects anew, as a browser does that was silent for long; its cookies stay.
    ///
    /// # Errors
    /// Where nobody listens.
    pub async fn reconnect(&mut self) -> anyhow::Result<()> {
        let fresh = Self::connect(&self.address).await?;
        *self = Self { cookies: std::mem::take(&mut self.cookies), ..fresh };
        Ok(())
    }

    /// Asks for a page.
    pub async fn get(&mut self, path: &str) -> anyhow::Result<Answer> {
        self.get_with(path, "").await
    }

    /// Asks for a page with more header lines (each ended by `\r\n`).
    pub async fn get_with(&mut self, path: &str, headers: &str) -> anyhow::Result<Answer> {
        self.send("GET", path, headers, b"").await
    }

    /// Posts pairs as a browser does.
    pub async fn post(&mut self, path: &str, pairs: &[(&str, &str)]) -> anyhow::Result<Answer> {
        let body = encode(pairs);
        self.post_encoded(path, body.as_bytes()).await
    }

    /// Posts a body already encoded.
    pub async fn post_encoded(&mut self, path: &str, body: &[u8]) -> anyhow::Result<Answer> {
        let headers = format!(
            "Content-Type: application/x-www-form-urlencoded\r\nOrigin: http://{}\r\nSec-Fetch-Site: same-origin\r\n",
            self.address
        );
        self.send("POST", path, &headers, body).await
    }

    /// The value of the cookie `name`, as the server set it last.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Sends any request: `headers` are whole lines, each ended by `\r\n`; the host, the cookies and the length are added.
    pub async fn send(&mut self, method: &str, path: &str, headers: &str, body: &[u8]) -> anyhow::Result<Answer> {
        let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n{headers}", self.address);
        if !self.cookies.is_empty() {
            request.push_str(&format!("Cookie: {}\r\n", self.cookies()));
        }
        request.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
        let mut bytes = request.into_bytes();
        bytes.extend_from_slice(body);
        if self.over {
            self.stream = TcpStream::connect(&self.address).await?;
            self.stream.set_nodelay(true)?;
            self.buffer.clear();
            self.over = false;
        }
        self.stream.write_all(&bytes).await?;
        self.receive().await
    }

    async fn receive(&mut self) -> anyhow::Result<Answer> {
        let head_end = loop {
            if let Some(at) = find(&self.buffer, b"\r\n\r\n") {
                break at;
            }
            self.more().await?;
        };
        let head = std::str::from_utf8(&self.buffer[..head_end])?.to_owned();
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).context("no status line")?.parse()?;
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let header = |wanted: &str| headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
        let start = head_end + 4;
        let (body, end) = if header("transfer-encoding") == Some("chunked") {
            self.chunks(start).await?
        } else {
            let length: usize = header("content-length").unwrap_or("0").parse()?;
            while self.buffer.len() < start + length {
                self.more().await?;
            }
            (self.buffer[start..start + length].to_vec(), start + length)
        };
        self.buffer.drain(..end);
        self.over = header("connection") == Some("close");
        for (_, cookie) in headers.iter().filter(|(name, _)| name == "set-cookie") {
            if let Some((name, value)) = cookie.split(';').next().and_then(|c| c.split_once('=')) {
                self.cookies.retain(|(known, _)| known != name);
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        Ok(Answer { status, location: header("location").map(str::to_owned), body, headers })
    }

    async fn chunks(&mut self, mut at: usize) -> anyhow::Result<(Vec<u8>, usize)> {
        let mut body = Vec::new();
        loop {
            let line_end = loop {
                if let Some(found) = find(&self.buffer[at..], b"\r\n") {
                    break at + found;
                }
                self.more().await?;
            };
            let size = usize::from_str_radix(std::str::from_utf8(&self.buffer[at..line_end])?, 16)?;
            let start = line_end + 2;
            while self.buffer.len() < start + size + 2 {
                self.more().await?;
            }
            body.extend_from_slice(&self.buffer[start..start + size]);
            at = start + size + 2;
            if size == 0 {
                return Ok((body, at));
            }
        }
    }

    async fn more(&mut self) -> anyhow::Result<()> {
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            bail!("the server closed the connection");
        }
        Ok(())
    }
}

/// `a=b&c=d`, percent-encoded.
pub fn encode(pairs: &[(&str, &str)]) -> String {
    let mut body = String::new();
    for (name, value) in pairs {
        if !body.is_empty() {
            body.push('&');
        }
        for (index, text) in [name, value].into_iter().enumerate() {
            if index == 1 {
                body.push('=');
            }
            for byte in text.bytes() {
                match byte {
                    b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'*' => {
                        body.push(char::from(byte));
                    }
                    b' ' => body.push('+'),
                    _ => body.push_str(&format!("%{byte:02X}")),
                }
            }
        }
    }
    body
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}
