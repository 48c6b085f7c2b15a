//! What an agent's page and a citizen's have in common where they set up a second factor or take it away.

use desk::{Desk, DeskError, Holder, SecondFactor};
use pages::page::agent::OfferedSecond;

use crate::{error::ServerError, extract::posting::Posting};

/// What came of a post.
pub(crate) enum Done {
    /// The recovery codes, told this once; whether they took the place of others.
    Told(Vec<String>, bool),
    /// It was taken away.
    Off,
    /// A secret was drawn, or taken back.
    Offered,
    /// The field at fault, and the code of the fault.
    Refused(&'static str, &'static str),
}

/// `offer` draws a secret, `cancel` takes it back, `on` puts it in force for one of its codes, `renew` gives other recovery codes for one, `off` takes it away for one.
pub(crate) async fn act(desk: &Desk, holder: Holder, session: &str, posting: &Posting) -> Result<Done, ServerError> {
    let typed = posting.text("code");
    let done = match posting.text("_act") {
        "on" => desk.switch_second_factor_on(holder, session, typed).await.map(|codes| Done::Told(codes, false)),
        "cancel" => desk.withdraw_second_factor(holder).await.map(|()| Done::Offered),
        "renew" => desk.renew_recovery_codes(holder, typed).await.map(|codes| Done::Told(codes, true)),
        "off" => desk.switch_second_factor_off(holder, typed).await.map(|()| Done::Off),
        _ => desk.offer_second_factor(holder).await.map(|()| Done::Offered),
    };
    match done {
        Err(DeskError::Invalid { field, code }) => Ok(Done::Refused(field, code)),
        done => Ok(done?),
    }
}

/// Whether it is asked for at each login, and the secret that is offered, as it is drawn.
pub(crate) async fn shown(desk: &Desk, holder: Holder) -> Result<(bool, Option<OfferedSecond>), ServerError> {
    Ok(match desk.second_factor(holder).await? {
        SecondFactor::On => (true, None),
        SecondFactor::Off => (false, None),
        SecondFactor::Offered { secret, address } => {
            let (path, side) = documents::qr::path(&address).map_err(|error| DeskError::Document(error.to_string()))?;
            (false, Some(OfferedSecond { secret, address, path, side }))
        }
    })
}
