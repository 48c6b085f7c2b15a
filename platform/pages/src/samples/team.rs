//! Samples of the pages of supervisors and administrators.

use super::{Gallery, instant};
use crate::page::{
    Fault,
    team::{Invited, Member, Team},
};

pub(super) fn add(gallery: &mut Gallery<'_>) {
    let member = |id: &str, name: &str, role: &str| Member {
        id: id.to_owned(),
        name: name.to_owned(),
        email: format!("agent{id}@exemple.fr"),
        desk: "Mairie de Toulouse, état civil".to_owned(),
        role: role.to_owned(),
        invited_until: None,
        closed: false,
        second_factor: false,
        me: false,
    };
    let team = Team {
        chrome: gallery.agent(),
        action: "/agents/equipe".to_owned(),
        agents: vec![
            Member { me: true, second_factor: true, ..member("1", "Dominique Lefèvre", "admin") },
            Member { closed: true, ..member("2", "Claire Exemple", "supervisor") },
            Member { invited_until: Some(instant()), ..member("3", "", "agent") },
        ],
        desks: vec![("EC".to_owned(), "État civil".to_owned()), ("URB".to_owned(), "Urbanisme".to_owned())],
        roles: ["agent", "supervisor", "admin"].map(str::to_owned).to_vec(),
        invited: Invited::default(),
        done: true,
        faults: Vec::new(),
    };
    gallery.show("", &team);
    let invited = Invited { email: "claire@".to_owned(), branch: "URB".to_owned(), ..Invited::default() };
    let faults = vec![Fault::new("email", "email.invalid"), Fault::new("agent", "agent.last_admin")];
    gallery.show("wrong", &Team { done: false, invited, faults, ..team });
}
