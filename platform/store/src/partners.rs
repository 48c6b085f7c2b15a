//! Keeps the software of partners: clients of their API, hashes of their secrets, hashes of the tokens given out.
//!
//! Secrets and tokens are 128 random bits: a plain hash is as good as a slow one, and a client is looked up by it in one statement, so that
//! an unknown client takes no other time than a wrong secret.

use jiff::Timestamp;
use uuid::Uuid;

use crate::connection::{Read, Write};
use crate::engine::{Row, args};
use crate::error::StoreError;
use crate::ids::Token;
use crate::locker::check_agency;
use crate::onboarding::{self, State};

/// A client of the partners' API: one program, for one desk, for the démarches of one agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// The agency whose cases it may see.
    pub agency: String,
    /// Its id: what OAuth calls `client_id`.
    pub id: Uuid,
    /// The recipient's SIRET.
    pub organisation: String,
    /// The recipient's desk.
    pub branch: String,
    /// As operator and agents call it.
    pub name: String,
    /// What it may do, as the desk encodes it.
    pub scopes: String,
    /// Where it may come from, as the desk encodes it.
    pub networks: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// When it was ended.
    pub revoked_at: Option<Timestamp>,
    /// Secrets that are good now.
    pub secrets: i64,
    /// How far it has come.
    pub state: State,
    /// The branch by which its cases are asked for: its desk's while it is active; else one of its own, where nothing but invented cases lie.
    pub reads: String,
}

/// What a new client begins with.
#[derive(Debug, Clone, Copy)]
pub struct NewClient<'a> {
    /// The agency whose cases it may see.
    pub agency: &'a str,
    /// The recipient's SIRET.
    pub organisation: &'a str,
    /// The recipient's desk.
    pub branch: &'a str,
    /// As operator and agents call it.
    pub name: &'a str,
    /// What it may do.
    pub scopes: &'a str,
    /// Where it may come from.
    pub networks: &'a str,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// What it begins as.
    pub state: State,
    /// The operator who makes it; none at the command line.
    pub actor: Option<Uuid>,
    /// Why it is made.
    pub reason: Option<&'a str>,
}

macro_rules! select {
    ($now:literal, $more:literal, $rest:literal) => {
        concat!(
            "select c.agency, c.id, c.organisation, c.branch, c.name, c.scopes, c.networks, c.created_at, c.expires_at, \
             c.revoked_at, c.state, case when c.state = 'active' then c.branch else '~' || c.id end as reads, ",
            $more,
            "(select count(*) from partner_secrets s where s.agency = c.agency and s.client = c.id \
             and (s.expires_at is null or s.expires_at > ",
            $now,
            ")) as secrets from partner_clients c ",
            $rest
        )
    };
}

fn read(row: &Row) -> Result<Client, StoreError> {
    Ok(Client {
        agency: row.text("agency")?,
        id: row.uuid("id")?,
        organisation: row.text("organisation")?,
        branch: row.text("branch")?,
        name: row.text("name")?,
        scopes: row.text("scopes")?,
        networks: row.text("networks")?,
        created_at: row.time("created_at")?,
        expires_at: row.time("expires_at")?,
        revoked_at: row.opt_time("revoked_at")?,
        secrets: row.int("secrets")?,
        state: State::read(&row.text("state")?)?,
        reads: row.text("reads")?,
    })
}

/// Makes a client.
pub async fn add(tx: &mut Write, new: NewClient<'_>) -> Result<Uuid, StoreError> {
    check_agency(new.agency)?;
    let id = tx.shared.ids.uuid()?;
    let now = tx.now();
    tx.execute(
        "insert into partner_clients (agency, id, organisation, branch, name, scopes, networks, created_at, expires_at, state) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![
            new.agency,
            id,
            new.organisation,
            new.branch,
            new.name,
            new.scopes,
            new.networks,
            now,
            new.expires_at,
            new.state.code()
        ],
    )
    .await?;
    onboarding::note(tx, (new.agency, id), new.state, now, (new.actor, new.reason)).await?;
    Ok(id)
}

/// Gives a client a secret, which is shown once.
pub async fn add_secret(tx: &mut Write, agency: &str, client: Uuid) -> Result<Token, StoreError> {
    let secret = tx.shared.ids.token()?;
    let now = tx.now();
    tx.execute(
        "insert into partner_secrets (agency, client, secret_hash, created_at) values ($1, $2, $3, $4)",
        args![agency, client, &secret.hash().0, now],
    )
    .await?;
    Ok(secret)
}

/// A client by its id.
pub async fn get(conn: &mut Read, id: Uuid) -> Result<Option<Client>, StoreError> {
    let now = conn.now();
    conn.row(select!("$2", "", "where c.id = $1"), args![id, now]).await?.as_ref().map(read).transpose()
}

/// All clients, by the desk they belong to, the oldest first.
pub async fn list(conn: &mut Read) -> Result<Vec<Client>, StoreError> {
    let now = conn.now();
    let rows = conn
        .rows(
            select!("$1", "", "order by c.organisation, c.branch, c.agency, c.created_at, c.id limit 10000"),
            args![now],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// The clients for the desks of an organisation, ended or not, by desk, the oldest first.
pub async fn of_organisation(conn: &mut Read, siret: &str) -> Result<Vec<Client>, StoreError> {
    let now = conn.now();
    let rows = conn
        .rows(
            select!("$1", "", "where c.organisation = $2 order by c.branch, c.agency, c.created_at, c.id limit 200"),
            args![now, siret],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// Gives a client another secret, good until `until`. The one before stays good until `former_until`, so that it can be replaced without a
/// break; any before that one ends now. Where the former ends now, so do the tokens that were given for it.
pub async fn rotate(
    tx: &mut Write,
    client: &Client,
    former_until: Timestamp,
    until: Timestamp,
) -> Result<Token, StoreError> {
    let now = tx.now();
    if former_until <= now {
        tx.execute("delete from partner_tokens where agency = $1 and client = $2", args![&client.agency, client.id])
            .await?;
    }
    tx.execute(
        "update partner_clients set expires_at = $3 where agency = $1 and id = $2",
        args![&client.agency, client.id, until],
    )
    .await?;
    // What was left of older ones stays: whoever rotates twice has perhaps lost the secret in between, and the program uses the first.
    tx.execute(
        "delete from partner_secrets where agency = $1 and client = $2 and expires_at is not null and (expires_at <= $3 or $4 <= $3)",
        args![&client.agency, client.id, now, former_until],
    )
    .await?;
    tx.execute(
        "update partner_secrets set expires_at = $3 where agency = $1 and client = $2 and expires_at is null",
        args![&client.agency, client.id, former_until.max(now)],
    )
    .await?;
    add_secret(tx, &client.agency, client.id).await
}

/// Ends a client, its secrets and its tokens; writes down who and why.
pub async fn revoke(tx: &mut Write, client: &Client, why: (Option<Uuid>, Option<&str>)) -> Result<(), StoreError> {
    let now = tx.now();
    for statement in [
        "delete from partner_tokens where agency = $1 and client = $2",
        "delete from partner_secrets where agency = $1 and client = $2",
    ] {
        tx.execute(statement, args![&client.agency, client.id]).await?;
    }
    tx.execute(
        "update partner_clients set revoked_at = $3 where agency = $1 and id = $2 and revoked_at is null",
        args![&client.agency, client.id, now],
    )
    .await?;
    onboarding::note(tx, (&client.agency, client.id), State::Ended, now, why).await
}

/// The client of this id, where the secret is one of its own and both are good now.
pub async fn of_secret(conn: &mut Read, id: Uuid, secret: &Token) -> Result<Option<Client>, StoreError> {
    let now = conn.now();
    let row = conn
        .row(
            select!(
                "$3",
                "",
                "join partner_secrets k on k.agency = c.agency and k.client = c.id and k.secret_hash = $2 \
                 and (k.expires_at is null or k.expires_at > $3) \
                 where c.id = $1 and c.revoked_at is null and c.expires_at > $3"
            ),
            args![id, &secret.hash().0, now],
        )
        .await?;
    row.as_ref().map(read).transpose()
}

/// Gives a client a token for these scopes.
pub async fn give_token(tx: &mut Write, client: &Client, scopes: &str, until: Timestamp) -> Result<Token, StoreError> {
    let token = tx.shared.ids.token()?;
    tx.execute(
        "insert into partner_tokens (token_hash, agency, client, scopes, expires_at) values ($1, $2, $3, $4, $5)",
        args![&token.hash().0, &client.agency, client.id, scopes, until],
    )
    .await?;
    Ok(token)
}

/// Ends a token of a client.
pub async fn forget_token(tx: &mut Write, (agency, client): (&str, Uuid), token: &Token) -> Result<(), StoreError> {
    tx.execute(
        "delete from partner_tokens where token_hash = $1 and agency = $2 and client = $3",
        args![&token.hash().0, agency, client],
    )
    .await?;
    Ok(())
}

/// Lets a client come from these networks alone, from now on.
pub async fn set_networks(tx: &mut Write, client: &Client, networks: &str) -> Result<(), StoreError> {
    tx.execute(
        "update partner_clients set networks = $3 where agency = $1 and id = $2",
        args![&client.agency, client.id, networks],
    )
    .await?;
    Ok(())
}

/// The client that holds this token, and the token's scopes, where both are good now.
pub async fn of_token(conn: &mut Read, token: &Token) -> Result<Option<(Client, String)>, StoreError> {
    let now = conn.now();
    let row = conn
        .row(
            select!(
                "$2",
                "t.scopes as given, ",
                "join partner_tokens t on t.agency = c.agency and t.client = c.id \
                 where t.token_hash = $1 and t.expires_at > $2 and c.revoked_at is null and c.expires_at > $2"
            ),
            args![&token.hash().0, now],
        )
        .await?;
    row.map(|row| Ok((read(&row)?, row.text("given")?))).transpose()
}

/// Forgets secrets and tokens that have expired; how many.
pub async fn purge_expired(tx: &mut Write) -> Result<u64, StoreError> {
    let now = tx.now();
    let secrets = tx.execute("delete from partner_secrets where expires_at <= $1", args![now]).await?;
    Ok(secrets + tx.execute("delete from partner_tokens where expires_at <= $1", args![now]).await?)
}
