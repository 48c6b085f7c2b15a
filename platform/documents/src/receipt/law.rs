//! Decides what a receipt must state in law: which receipt it is, who is in charge, what silence means and when.

use std::borrow::Cow;

use form::{
    demarche::{ACKNOWLEDGED_WITHIN, Authority, Demarche, ProcedureKind, SilenceMeans},
    lookup::Organisation,
    routing::Area,
    text::Language,
};
use jiff::{Timestamp, civil::Date};

use words::format;

use crate::{OwnReceipt, Recipient, say};

/// A service as the receipt names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Service<'a> {
    /// What the citizen calls it, where it is a recipient.
    pub(crate) title: Option<&'a str>,
    pub(crate) name: Cow<'a, str>,
    pub(crate) service: Option<&'a str>,
    pub(crate) address: Option<&'a str>,
    pub(crate) email: Option<&'a str>,
    pub(crate) phone: Option<&'a str>,
    /// Whether the dossier reaches it by this platform.
    pub(crate) connected: bool,
    /// When it acknowledged receipt, on the receipt that says so.
    pub(crate) acknowledged_at: Option<Timestamp>,
    /// Whether it sends its accusé de réception by its own means.
    pub(crate) own_receipt: OwnReceipt,
}

impl<'a> Service<'a> {
    fn of_authority(authority: &'a Authority) -> Self {
        Self {
            title: None,
            name: Cow::Borrowed(&authority.name),
            service: authority.service.as_deref(),
            address: authority.address.as_deref(),
            email: authority.email.as_deref(),
            phone: authority.phone.as_deref(),
            connected: true,
            acknowledged_at: None,
            own_receipt: OwnReceipt::No,
        }
    }

    /// A recipient as the directory had it; what the directory does not say is taken from the démarche where that speaks for it.
    pub(crate) fn of_recipient(recipient: &Recipient<'a>, language: Language) -> Self {
        let organisation = recipient.organisation;
        let of = |part: fn(&Organisation) -> Option<&str>| organisation.and_then(part);
        Self {
            title: Some(recipient.title),
            name: match organisation {
                Some(found) => Cow::Borrowed(&found.name),
                // Of a service that the directory does not know, its place is all there is to tell which one it is.
                None => recipient.area.map_or(Cow::Borrowed(recipient.title), |area| {
                    let commune = matches!(area, Area::Commune(_));
                    Cow::Owned(format::service_at(language.tag(), recipient.title, area.name(), commune))
                }),
            },
            service: organisation.and_then(|found| found.service.as_deref()),
            address: of(|organisation| organisation.address.as_deref()),
            email: of(|organisation| organisation.email.as_deref()),
            phone: of(|organisation| organisation.phone.as_deref()),
            connected: recipient.connected,
            acknowledged_at: recipient.acknowledged_at,
            own_receipt: recipient.own_receipt,
        }
    }

    /// Whether R112-11-1, 2° is met: a name, and how it is reached.
    fn complete(&self) -> bool {
        is_known(Some(&self.name)) && is_reachable(self.phone, self.address, self.email)
    }
}

/// What of R112-11-1 is unknown, so that no accusé de réception may be given here in a recipient's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// Its telephone number.
    Phone,
    /// A postal or electronic address.
    Address,
    /// What the silence of the administration means.
    Silence,
    /// How to appeal where silence rejects.
    Appeal,
}

/// What is lacking of this recipient, or of the démarche, for an accusé de réception in its name.
pub(super) fn lacks(demarche: &Demarche, recipient: &Recipient<'_>) -> Vec<Lack> {
    let own = Service::of_authority(&demarche.authority);
    let service = Service::of_recipient(recipient, Language::Fr);
    let known = !demarche.authority.from_recipient && own.complete() || service.complete();
    let missing = [
        (Lack::Phone, !known && !is_known(service.phone)),
        (Lack::Address, !known && !is_known(service.address) && !is_known(service.email)),
        (Lack::Silence, demarche.kind == ProcedureKind::Demande && demarche.silence.is_none()),
        (Lack::Appeal, demarche.silence.is_some() && !is_silence_said(demarche)),
    ];
    missing.into_iter().filter(|(_, missing)| *missing).map(|(lack, _)| lack).collect()
}

/// Whether all is known that R112-11-1, 2° wants of how a service is reached: a telephone number, a postal or electronic address.
pub fn is_reachable(phone: Option<&str>, address: Option<&str>, email: Option<&str>) -> bool {
    is_known(phone) && (is_known(address) || is_known(email))
}

fn is_known(text: Option<&str>) -> bool {
    text.is_some_and(|text| !text.trim().is_empty())
}

/// The services in charge: the démarche's own, or those of the recipients. Where the démarche tells too little of its own, those who
/// acknowledged answer for it, on the receipt that says so.
pub(crate) fn in_charge<'a>(
    demarche: &'a Demarche,
    recipients: &[Recipient<'a>],
    language: Language,
) -> Vec<Service<'a>> {
    let of_recipients = || recipients.iter().map(|recipient| Service::of_recipient(recipient, language));
    let own = Service::of_authority(&demarche.authority);
    if demarche.authority.from_recipient && !recipients.is_empty() {
        of_recipients().collect()
    } else if !own.complete() && acknowledged_later(recipients) {
        of_recipients().filter(|service| service.acknowledged_at.is_some()).collect()
    } else {
        vec![own]
    }
}

/// Whom the foot of each page names: the one service in charge, or the démarche's own where several are; none of those by itself.
pub(crate) fn contact<'a>(demarche: &'a Demarche, services: &[Service<'a>]) -> Option<Service<'a>> {
    match services {
        [one] => Some(one.clone()),
        _ if !demarche.authority.name.is_empty() => Some(Service::of_authority(&demarche.authority)),
        _ => None,
    }
}

/// Whether the receipt is of what recipients did after the filing, and not of the filing itself.
pub(crate) fn acknowledged_later(recipients: &[Recipient<'_>]) -> bool {
    recipients.iter().any(|recipient| recipient.acknowledged_at.is_some())
}

/// The last day on which a recipient that has not acknowledged yet may do so (R112-11-2), in the démarche's legal time zone.
pub(crate) fn owed_until(demarche: &Demarche, recorded_at: Timestamp) -> Date {
    let days = jiff::SignedDuration::from_hours(24 * i64::from(ACKNOWLEDGED_WITHIN));
    say::local(demarche, recorded_at + days).date()
}

/// Whether all of it is to be sent by the citizen: then nobody has received anything yet.
pub(crate) fn all_by_post(recipients: &[Recipient<'_>]) -> bool {
    !recipients.is_empty() && recipients.iter().all(|recipient| !recipient.connected)
}

/// Whether one part of it is sent here and another by the citizen: what is said of time and answers is then said of each part.
pub(crate) fn partly_by_post(recipients: &[Recipient<'_>]) -> bool {
    recipients.iter().any(|recipient| !recipient.connected) && !all_by_post(recipients)
}

/// Whether an accusé de réception may be given at once: every recipient is served here, and all that R112-11-1 wants is known.
pub(super) fn complete_at_once(demarche: &Demarche, recipients: &[Recipient<'_>]) -> bool {
    let served = !recipients.is_empty() && recipients.iter().all(|recipient| recipient.connected);
    served && is_silence_said(demarche) && in_charge(demarche, recipients, Language::Fr).iter().all(Service::complete)
}

/// Whether an accusé de réception may be given once this recipient has acknowledged: an incomplete one would not count (L112-6).
pub(super) fn complete_by(demarche: &Demarche, recipient: &Recipient<'_>) -> bool {
    recipient.connected && lacks(demarche, recipient).is_empty()
}

/// Whether the démarche says what silence means and, where it means no, how to appeal.
fn is_silence_said(demarche: &Demarche) -> bool {
    demarche.kind != ProcedureKind::Demande
        || demarche
            .silence
            .as_ref()
            .is_some_and(|silence| silence.means == SilenceMeans::Acceptance || silence.appeal.is_some())
}

/// The day on which silence speaks, in the démarche's legal time zone.
pub(crate) fn silent_until(demarche: &Demarche, recorded_at: Timestamp) -> Option<Date> {
    demarche.silence.as_ref()?.until(say::local(demarche, recorded_at).date())
}
