//! Le quotient familial d'une ville inventée, proche de celui des caisses d'allocations familiales : les ressources d'un mois, partagées
//! entre les parts du foyer. Rien ici n'est en virgule flottante : on compte en centimes et en quarts de part.

use serde::Deserialize;

/// Ce que la démarche donne à lire (« reads »).
#[derive(Deserialize)]
pub struct Foyer {
    /// Ressources nettes du foyer sur l'année.
    revenus: String,
    /// Prestations familiales, par mois.
    prestations: Option<String>,
    #[serde(default)]
    enfants: Vec<Enfant>,
}

#[derive(Deserialize)]
struct Enfant {
    /// AAAA-MM-JJ.
    naissance: Option<String>,
    /// En résidence alternée, un enfant compte pour moitié dans chaque foyer.
    #[serde(default)]
    alternee: bool,
    /// Une demi-part de plus.
    #[serde(default)]
    handicap: bool,
}

/// Une part, en quarts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part(u64);

impl Part {
    /// « 0.50 »
    pub fn texte(self) -> String {
        format!("{}.{:02}", self.0 / 4, self.0 % 4 * 25)
    }
}

impl Foyer {
    /// Les réponses du foyer, si celles qu'il faut sont là et lisibles.
    pub fn lu(json: &str) -> Option<Self> {
        let foyer: Self = serde_json::from_str(json).ok()?;
        centimes(&foyer.revenus)?;
        foyer.prestations.as_deref().map_or(Some(0), centimes)?;
        Some(foyer)
    }

    /// La part de chaque enfant dont la naissance est connue, par ligne. Le troisième né compte pour une part entière, les autres pour une
    /// demie : l'ordre est celui des naissances, non celui des lignes.
    pub fn parts_des_enfants(&self) -> Vec<(usize, Part)> {
        let mut par_age: Vec<(usize, &Enfant, &str)> = self
            .enfants
            .iter()
            .enumerate()
            .filter_map(|(ligne, enfant)| Some((ligne, enfant, enfant.naissance.as_deref()?)))
            .collect();
        // Des jumeaux gardent l'ordre des lignes.
        par_age.sort_by_key(|(_, _, naissance)| *naissance);
        let mut parts: Vec<(usize, Part)> = par_age
            .into_iter()
            .enumerate()
            .map(|(rang, (ligne, enfant, _))| {
                let entiere = if rang == 2 { 4 } else { 2 } + if enfant.handicap { 2 } else { 0 };
                (ligne, Part(if enfant.alternee { entiere / 2 } else { entiere }))
            })
            .collect();
        parts.sort_by_key(|(ligne, _)| *ligne);
        parts
    }

    /// Le quotient, en euros et centimes, arrondi au centime le plus proche.
    pub fn quotient(&self) -> String {
        let revenus = centimes(&self.revenus).unwrap_or_default();
        let prestations = self.prestations.as_deref().and_then(centimes).unwrap_or_default();
        // Deux parts pour les parents, qu'ils soient un ou deux.
        let quarts = 8 + self.parts_des_enfants().iter().map(|(_, part)| part.0).sum::<u64>();
        // (revenus ÷ 12 + prestations) ÷ (quarts ÷ 4), d'un seul trait pour n'arrondir qu'une fois.
        let (haut, bas) = ((revenus + 12 * prestations) * 4, 12 * quarts);
        let centimes = (2 * haut + bas) / (2 * bas);
        format!("{}.{:02}", centimes / 100, centimes % 100)
    }
}

/// « 1234.56 » en centimes : les montants voyagent avec un point et deux décimales. Au-delà de ce qu'un foyer gagne, rien.
fn centimes(montant: &str) -> Option<u64> {
    let (euros, reste) = montant.split_once('.').unwrap_or((montant, "00"));
    let chiffres = |texte: &str| texte.bytes().all(|octet| octet.is_ascii_digit());
    (euros.len() <= 12 && reste.len() == 2 && chiffres(euros) && chiffres(reste))
        .then(|| Some(euros.parse::<u64>().ok()? * 100 + reste.parse::<u64>().ok()?))?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn foyer(revenus: &str, prestations: &str, enfants: &str) -> Foyer {
        let json = format!(r#"{{"revenus": "{revenus}", "prestations": "{prestations}", "enfants": [{enfants}]}}"#);
        Foyer::lu(&json).expect("un foyer")
    }

    fn parts(foyer: &Foyer) -> Vec<String> {
        foyer.parts_des_enfants().into_iter().map(|(_, part)| part.texte()).collect()
    }

    #[test]
    fn deux_enfants_font_trois_parts() {
        let foyer = foyer("24000.00", "141.99", r#"{"naissance": "2015-03-01"}, {"naissance": "2018-07-12"}"#);
        assert_eq!(parts(&foyer), ["0.50", "0.50"]);
        // (2000 + 141,99) ÷ 3 = 713,9966…
        assert_eq!(foyer.quotient(), "714.00");
    }

    #[test]
    fn le_troisieme_ne_compte_double_ou_qu_il_soit_ecrit() {
        let enfants = r#"{"naissance": "2020-01-01"}, {"naissance": "2012-01-01"}, {"naissance": "2016-01-01"}"#;
        let foyer = foyer("30000.00", "0.00", enfants);
        assert_eq!(parts(&foyer), ["1.00", "0.50", "0.50"]);
        assert_eq!(foyer.quotient(), "625.00");
    }

    #[test]
    fn la_residence_alternee_partage_et_le_handicap_ajoute() {
        let enfants = r#"{"naissance": "2015-01-01", "alternee": true}, {"naissance": "2017-01-01", "handicap": true},
            {"naissance": "2019-01-01", "handicap": true, "alternee": true}"#;
        assert_eq!(parts(&foyer("0.00", "0.00", enfants)), ["0.25", "1.00", "0.75"]);
    }

    #[test]
    fn ce_qui_manque_ne_se_devine_pas() {
        assert!(Foyer::lu("{}").is_none());
        assert!(Foyer::lu(r#"{"revenus": "douze"}"#).is_none());
        assert!(Foyer::lu(r#"{"revenus": "9999999999999.00"}"#).is_none());
        // Une ligne laissée vide n'est pas un enfant ; sans prestations, on compte sans.
        let foyer =
            Foyer::lu(r#"{"revenus": "24000.00", "enfants": [{}, {"naissance": "2015-03-01"}]}"#).expect("un foyer");
        assert_eq!(foyer.parts_des_enfants(), [(1, Part(2))]);
        assert_eq!(foyer.quotient(), "800.00");
    }
}
