//! Keeps sessions: who is logged in, found by the hash of a cookie's token, each with an idle and an absolute end.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::connection::{Read, Write};
use crate::engine::{Row, args};
use crate::error::StoreError;
use crate::ids::{Token, TokenHash};
use crate::locker::check_agency;
use crate::sealing::Place;
use crate::store::Shared;

/// What kind of user a session is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A citizen with an account.
    Citizen,
    /// A citizen whose login has yet to be decided: may nothing else.
    CitizenHalfway,
    /// A citizen who may choose another password, by a mailed link: may nothing else.
    CitizenRecovery,
    /// An agent.
    Agent,
    /// An agent whose second factor is still awaited: may nothing else.
    AgentHalfway,
}

impl Kind {
    fn code(self) -> &'static str {
        match self {
            Self::Citizen => "citizen",
            Self::CitizenHalfway => "citizen_halfway",
            Self::CitizenRecovery => "citizen_recovery",
            Self::Agent => "agent",
            Self::AgentHalfway => "agent_halfway",
        }
    }
}

/// A session.
#[derive(Debug, Clone)]
pub struct Session {
    /// The tenant that keeps the account.
    pub agency: String,
    /// Citizen or agent.
    pub kind: Kind,
    /// The person's or agent's id.
    pub subject: Uuid,
    /// Small things to remember, as the caller encodes them; sealed at rest.
    pub data: Vec<u8>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last seen (to the minute or so: see [`Session::stale`]).
    pub seen_at: Timestamp,
    /// When it ends unless it is seen again.
    pub idle_until: Timestamp,
    /// When it ends in any case.
    pub absolute_until: Timestamp,
    hash: TokenHash,
}

impl Session {
    /// What it is called on the pages of who it is of; it opens nothing.
    pub fn id(&self) -> String {
        hex::encode(&self.hash.0[..8])
    }

    /// Whether this is its token.
    pub fn is_of(&self, token: &Token) -> bool {
        self.hash.0 == token.hash().0
    }

    /// Whether it is time to [`touch`] it: not with every request, for a touch is a durable write.
    pub fn stale(&self, now: Timestamp) -> bool {
        now.duration_since(self.seen_at) >= SignedDuration::from_mins(1)
    }
}

/// What a new session begins with.
#[derive(Debug, Clone, Copy)]
pub struct NewSession<'a> {
    /// The tenant that keeps the account.
    pub agency: &'a str,
    /// Citizen or agent.
    pub kind: Kind,
    /// The person's or agent's id.
    pub subject: Uuid,
    /// Small things to remember.
    pub data: &'a [u8],
    /// How long it may lie idle.
    pub idle: SignedDuration,
    /// How long it may last.
    pub absolute: SignedDuration,
}

fn place<'a>(agency: &'a str, record: &'a str) -> Place<'a> {
    Place { agency, kind: "session", record, field: "data" }
}

/// Begins a session. The token goes into the cookie.
pub async fn open(tx: &mut Write, new: NewSession<'_>) -> Result<(Session, Token), StoreError> {
    check_agency(new.agency)?;
    let token = tx.shared.ids.token()?;
    let hash = token.hash();
    let now = tx.now();
    let sealed = tx.shared.keyring.seal(&tx.shared.ids, place(new.agency, &hex::encode(hash.0)), new.data)?;
    let absolute_until = now + new.absolute;
    let idle_until = (now + new.idle).min(absolute_until);
    tx.execute(
        "insert into sessions (token_hash, agency, kind, subject, data, created_at, seen_at, idle_until, absolute_until) \
         values ($1, $2, $3, $4, $5, $6, $6, $7, $8)",
        args![&hash.0, new.agency, new.kind.code(), new.subject, &sealed, now, idle_until, absolute_until],
    )
    .await?;
    let session = Session {
        agency: new.agency.to_owned(),
        kind: new.kind,
        subject: new.subject,
        data: new.data.to_vec(),
        created_at: now,
        seen_at: now,
        idle_until,
        absolute_until,
        hash,
    };
    Ok((session, token))
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select token_hash, agency, kind, subject, data, created_at, seen_at, idle_until, absolute_until from sessions ",
            $rest
        )
    };
}

/// The session of this token, unless it has ended.
pub async fn find(conn: &mut Read, token: &Token) -> Result<Option<Session>, StoreError> {
    let now = conn.now();
    let hash = token.hash();
    let row = conn
        .row(select!("where token_hash = $1 and idle_until > $2 and absolute_until > $2"), args![&hash.0, now])
        .await?;
    row.map(|row| read(&conn.shared, &row)).transpose()
}

/// The sessions of somebody that have not ended, the one last seen first.
pub async fn of(conn: &mut Read, agency: &str, kind: Kind, subject: Uuid) -> Result<Vec<Session>, StoreError> {
    let now = conn.now();
    let rows = conn
        .rows(
            select!(
                "where agency = $1 and kind = $2 and subject = $3 and idle_until > $4 and absolute_until > $4 \
                 order by seen_at desc, created_at desc, token_hash limit 100"
            ),
            args![agency, kind.code(), subject, now],
        )
        .await?;
    rows.iter().map(|row| read(&conn.shared, row)).collect()
}

fn read(shared: &Shared, row: &Row) -> Result<Session, StoreError> {
    let hash = TokenHash(row.hash("token_hash")?);
    let agency = row.text("agency")?;
    let data = shared.keyring.open(place(&agency, &hex::encode(hash.0)), "session", &row.bytes("data")?)?;
    Ok(Session {
        kind: match row.text("kind")?.as_str() {
            "agent" => Kind::Agent,
            "agent_halfway" => Kind::AgentHalfway,
            "citizen" => Kind::Citizen,
            "citizen_halfway" => Kind::CitizenHalfway,
            "citizen_recovery" => Kind::CitizenRecovery,
            other => return Err(StoreError::Corrupt(format!("session of a {other}"))),
        },
        subject: row.uuid("subject")?,
        data,
        created_at: row.time("created_at")?,
        seen_at: row.time("seen_at")?,
        idle_until: row.time("idle_until")?,
        absolute_until: row.time("absolute_until")?,
        agency,
        hash,
    })
}

/// Notes that a session was seen: it may lie idle that long again.
pub async fn touch(tx: &mut Write, session: &Session, idle: SignedDuration) -> Result<(), StoreError> {
    let now = tx.now();
    tx.execute(
        "update sessions set seen_at = $2, idle_until = $3 where token_hash = $1",
        args![&session.hash.0, now, (now + idle).min(session.absolute_until)],
    )
    .await?;
    Ok(())
}

/// Ends a session.
pub async fn close(tx: &mut Write, token: &Token) -> Result<(), StoreError> {
    tx.execute("delete from sessions where token_hash = $1", args![&token.hash().0]).await?;
    Ok(())
}

/// Goes on with a session under a new token, with something else to remember. It is no younger for it, and lasts no longer.
pub async fn renew(tx: &mut Write, session: &Session, data: &[u8]) -> Result<Token, StoreError> {
    let token = tx.shared.ids.token()?;
    let hash = token.hash();
    let now = tx.now();
    let record = hex::encode(hash.0);
    let sealed = tx.shared.keyring.seal(&tx.shared.ids, place(&session.agency, &record), data)?;
    end(tx, session).await?;
    tx.execute(
        "insert into sessions (token_hash, agency, kind, subject, data, created_at, seen_at, idle_until, absolute_until) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            &hash.0,
            &session.agency,
            session.kind.code(),
            session.subject,
            &sealed,
            session.created_at,
            now,
            session.idle_until,
            session.absolute_until
        ],
    )
    .await?;
    Ok(token)
}

/// Ends this session.
pub async fn end(tx: &mut Write, session: &Session) -> Result<(), StoreError> {
    tx.execute("delete from sessions where token_hash = $1", args![&session.hash.0]).await?;
    Ok(())
}

/// Ends all sessions of somebody; how many.
pub async fn close_all(tx: &mut Write, agency: &str, kind: Kind, subject: Uuid) -> Result<u64, StoreError> {
    tx.execute(
        "delete from sessions where agency = $1 and kind = $2 and subject = $3",
        args![agency, kind.code(), subject],
    )
    .await
}

/// Ends all sessions of somebody but the one with this token; how many.
pub async fn close_others(
    tx: &mut Write,
    agency: &str,
    kind: Kind,
    subject: Uuid,
    token: &Token,
) -> Result<u64, StoreError> {
    tx.execute(
        "delete from sessions where agency = $1 and kind = $2 and subject = $3 and token_hash <> $4",
        args![agency, kind.code(), subject, &token.hash().0],
    )
    .await
}

/// Forgets sessions that have ended; how many.
pub async fn purge_expired(tx: &mut Write) -> Result<u64, StoreError> {
    let now = tx.now();
    tx.execute("delete from sessions where idle_until <= $1 or absolute_until <= $1", args![now]).await
}
