//! HTTP/1.1 as the hub of the tests speaks it: one call a line.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::{Value, json};

/// A call as it came.
pub(super) struct Call {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: Vec<u8>,
}

impl Call {
    pub(super) fn length(&self) -> usize {
        self.headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0)
    }
}

pub(super) struct Answer(pub(super) u16, pub(super) Vec<u8>, pub(super) String);

pub(super) fn says(status: u16, value: &Value) -> Answer {
    Answer(status, value.to_string().into_bytes(), String::new())
}

pub(super) fn none() -> Answer {
    Answer(204, Vec::new(), String::new())
}

pub(super) fn not_found() -> Answer {
    says(404, &json!({ "errors": [{ "code": 404, "message": "not found" }] }))
}

pub(super) fn read_head(stream: &mut TcpStream, seen: &mut Vec<u8>) -> Option<Call> {
    let mut buffer = [0; 1024];
    loop {
        if let Some(end) = seen.windows(4).position(|end| end == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&seen[..end]).into_owned();
            let (line, rest) = head.split_once("\r\n").unwrap_or((&head, ""));
            let mut line = line.split(' ');
            let (method, target) = (line.next()?.to_owned(), line.next()?);
            let (path, query) = target.split_once('?').unwrap_or((target, ""));
            let headers = rest
                .lines()
                .filter_map(|line| line.split_once(':'))
                .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
                .collect();
            let call = Call { method, path: path.to_owned(), query: query.to_owned(), headers, body: Vec::new() };
            seen.drain(..end + 4);
            return Some(call);
        }
        match stream.read(&mut buffer) {
            Ok(read @ 1..) => seen.extend_from_slice(&buffer[..read]),
            _ => return None,
        }
    }
}

pub(super) fn read_body(stream: &mut TcpStream, mut call: Call, mut seen: Vec<u8>) -> Option<Call> {
    let length = call.length();
    let mut buffer = [0; 16 * 1024];
    while seen.len() < length {
        match stream.read(&mut buffer) {
            Ok(read @ 1..) => seen.extend_from_slice(&buffer[..read]),
            _ => return None,
        }
    }
    call.body = seen;
    Some(call)
}

pub(super) fn answer(stream: &mut TcpStream, Answer(status, body, headers): &Answer) {
    let length = if *status == 204 { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
    let head = format!("HTTP/1.1 {status} X\r\n{length}{headers}Connection: close\r\n\r\n");
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
}

/// The same of files that are looked at later than they came.
pub(super) fn behind(said: Answer) -> Answer {
    let Answer(status, body, headers) = said;
    let body = String::from_utf8(body).unwrap().replace(r#""status":"RECEIVED""#, r#""status":"PENDING""#);
    Answer(status, body.into_bytes(), headers)
}
