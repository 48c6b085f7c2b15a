//! Tests `form` from outside: a folder in, what is told or done out.

#[cfg(test)]
mod archetype;
#[cfg(test)]
mod budget;
#[cfg(test)]
mod check;
#[cfg(test)]
mod conformance;
#[cfg(test)]
mod connections;
#[cfg(test)]
mod crates;
#[cfg(test)]
mod editor;
#[cfg(test)]
mod folder;
#[cfg(test)]
mod handover;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod journey_faults;
#[cfg(test)]
mod known;
#[cfg(test)]
mod own_sources;
#[cfg(test)]
mod prefill;
#[cfg(test)]
mod privacy;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod proposals;
#[cfg(test)]
mod published;
#[cfg(test)]
mod reopened;
#[cfg(test)]
mod rows;
#[cfg(test)]
mod scenarios;
#[cfg(test)]
mod series;
#[cfg(test)]
mod sources;
#[cfg(test)]
mod tables;
#[cfg(test)]
mod values;
#[cfg(test)]
mod version_sources;
#[cfg(test)]
mod versions;
#[cfg(test)]
mod warnings;
#[cfg(test)]
mod workshop;

/// The codes that `check` can tell, those of expressions included.
#[cfg(test)]
fn known_codes() -> std::collections::BTreeSet<&'static str> {
    form::check::reference().iter().map(|explanation| explanation.code).collect()
}
