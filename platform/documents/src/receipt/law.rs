//! Decides what a receipt must state in law: which receipt it is, who is in charge, what silence means and when.

use form::{
    demarche::{Authority, Demarche, ProcedureKind, SilenceMeans},
    lookup::Organisation,
};
use jiff::{Timestamp, civil::Date};

use super::Kind;
use crate::{Recipient, say};

/// A service as the receipt names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Service<'a> {
    /// What the citizen calls it, where it is a recipient.
    pub(crate) title: Option<&'a str>,
    pub(crate) name: &'a str,
    pub(crate) service: Option<&'a str>,
    pub(crate) address: Option<&'a str>,
    pub(crate) email: Option<&'a str>,
    pub(crate) phone: Option<&'a str>,
    /// Whether the dossier reaches it by this platform.
    pub(crate) connected: bool,
}

impl<'a> Service<'a> {
    fn of_authority(authority: &'a Authority) -> Self {
        Self {
            title: None,
            name: &authority.name,
            service: authority.service.as_deref(),
            address: authority.address.as_deref(),
            email: authority.email.as_deref(),
            phone: authority.phone.as_deref(),
            connected: true,
        }
    }

    /// A recipient as the directory had it; what the directory does not say is taken from the démarche where that speaks for it.
    pub(crate) fn of_recipient(recipient: &Recipient<'a>) -> Self {
        let organisation = recipient.organisation;
        let of = |part: fn(&Organisation) -> Option<&str>| organisation.and_then(part);
        Self {
            title: Some(recipient.title),
            name: organisation.map_or(recipient.title, |organisation| &organisation.name),
            service: match organisation {
                Some(found) => found.service.as_deref(),
                // Of a town hall that the directory does not know, the commune is all there is to tell which one it is.
                None => recipient.commune,
            },
            address: of(|organisation| organisation.address.as_deref()),
            email: of(|organisation| organisation.email.as_deref()),
            phone: of(|organisation| organisation.phone.as_deref()),
            connected: recipient.connected,
        }
    }

    /// Whether R112-11-1, 2° is met: a name, a telephone number, a postal or electronic address.
    fn complete(&self) -> bool {
        let known = |text: Option<&str>| text.is_some_and(|text| !text.trim().is_empty());
        known(Some(self.name)) && known(self.phone) && (known(self.address) || known(self.email))
    }
}

/// The services in charge: the démarche's own, or those of the recipients.
pub(crate) fn in_charge<'a>(demarche: &'a Demarche, recipients: &[Recipient<'a>]) -> Vec<Service<'a>> {
    if demarche.authority.from_recipient && !recipients.is_empty() {
        recipients.iter().map(Service::of_recipient).collect()
    } else {
        vec![Service::of_authority(&demarche.authority)]
    }
}

/// Whom the foot of each page names: the one service in charge, or the démarche's own where several are.
pub(crate) fn contact<'a>(demarche: &'a Demarche, services: &[Service<'a>]) -> Option<Service<'a>> {
    match services {
        [one] => Some(one.clone()),
        _ if !demarche.authority.name.is_empty() => Some(Service::of_authority(&demarche.authority)),
        _ => services.first().cloned(),
    }
}

/// Whether all of it is to be sent by the citizen: then nobody has received anything yet.
pub(crate) fn all_by_post(recipients: &[Recipient<'_>]) -> bool {
    !recipients.is_empty() && recipients.iter().all(|recipient| !recipient.connected)
}

pub(super) fn complete(demarche: &Demarche, recipients: &[Recipient<'_>]) -> Kind {
    let served = !recipients.is_empty() && recipients.iter().all(|recipient| recipient.connected);
    let named = in_charge(demarche, recipients).iter().all(Service::complete);
    let silence_said = demarche.kind != ProcedureKind::Demande
        || demarche
            .silence
            .as_ref()
            .is_some_and(|silence| silence.means == SilenceMeans::Acceptance || silence.appeal.is_some());
    if served && named && silence_said { Kind::Reception } else { Kind::Registration }
}

/// The day on which silence speaks, in the démarche's legal time zone.
pub(crate) fn silent_until(demarche: &Demarche, recorded_at: Timestamp) -> Option<Date> {
    demarche.silence.as_ref()?.until(say::local(demarche, recorded_at).date())
}
