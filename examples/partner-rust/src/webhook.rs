//! Vérifie qu'un avis vient du guichet, selon Standard Webhooks.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

/// D'un avis plus vieux, ou d'une horloge plus décalée, quelqu'un pourrait rejouer ce qu'il a vu passer.
const TOLERANCE: u64 = 5 * 60;

/// Les clés qui valent : deux, le temps d'en remplacer une.
pub(crate) struct Keys(Vec<Vec<u8>>);

impl Keys {
    /// Lit `whsec_…`, séparées par des espaces.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let key = |word: &str| STANDARD.decode(word.strip_prefix("whsec_")?).ok().filter(|key| !key.is_empty());
        let keys: Vec<Vec<u8>> = text.split_ascii_whitespace().map(key).collect::<Option<_>>()?;
        (!keys.is_empty()).then_some(Self(keys))
    }

    /// Rend l'identifiant de l'avis, si l'une des signatures est celle de l'une des clés ; sinon, pourquoi non.
    pub(crate) fn verify<'h>(
        &self,
        header: impl Fn(&str) -> Option<&'h str>,
        body: &[u8],
        now: u64,
    ) -> Result<&'h str, &'static str> {
        let (Some(id), Some(written)) = (header("webhook-id"), header("webhook-timestamp")) else {
            return Err("il manque un en-tête");
        };
        let digits = written.bytes().all(|sign| sign.is_ascii_digit());
        let at: u64 = written.parse().ok().filter(|_| digits).ok_or("l'heure n'en est pas une")?;
        if now.abs_diff(at) > TOLERANCE {
            return Err("trop vieux, ou trop tôt : vos horloges sont-elles à l'heure ?");
        }
        let given = header("webhook-signature").unwrap_or_default().split_ascii_whitespace();
        // Une signature d'une autre version que v1, ou illisible, n'est pas la bonne ; une autre peut l'être.
        let given: Vec<Vec<u8>> = given.filter_map(|one| STANDARD.decode(one.strip_prefix("v1,")?).ok()).collect();
        let is_ours = |key: &Vec<u8>| {
            let Ok(mac) = Hmac::<Sha256>::new_from_slice(key) else { return false };
            let mac = mac.chain_update(id).chain_update(".").chain_update(written).chain_update(".").chain_update(body);
            // En temps constant : la durée de la comparaison n'apprend rien de la signature.
            given.iter().any(|one| mac.clone().verify_slice(one).is_ok())
        };
        if self.0.iter().any(is_ours) { Ok(id) } else { Err("aucune signature n'est la bonne") }
    }
}

#[cfg(test)]
mod tests {

    use serde_json::Value;

    use super::*;

    fn verified(vector: &Value, secrets: &str, late: i64) -> bool {
        let body = vector["body"].as_str().unwrap().as_bytes();
        let header = |name: &str| vector["headers"][name].as_str();
        let at: u64 = header("webhook-timestamp").unwrap().parse().unwrap();
        Keys::read(secrets).unwrap().verify(header, body, at.saturating_add_signed(late)).is_ok()
    }

    #[test]
    fn the_published_vectors_are_verified_and_nothing_like_them() {
        let file: Value = serde_json::from_str(include_str!("../../partner-webhook/vectors.json")).unwrap();
        for vector in file["vectors"].as_array().unwrap() {
            for secret in vector["secrets"].as_array().unwrap() {
                let secret = secret.as_str().unwrap();
                assert!(verified(vector, secret, 0) && verified(vector, secret, 300) && verified(vector, secret, -300));
                assert!(!verified(vector, secret, 301) && !verified(vector, secret, -301), "{}", vector["name"]);
                let mut forged = vector.clone();
                forged["body"] = format!("{} ", vector["body"].as_str().unwrap()).into();
                assert!(!verified(&forged, secret, 0), "{}", vector["name"]);
                let mut unsigned = vector.clone();
                unsigned["headers"]["webhook-signature"] = "v1, v2,AAAA".into();
                assert!(!verified(&unsigned, secret, 0), "{}", vector["name"]);
            }
            assert!(!verified(vector, "whsec_QXV0cmUgY2zDqSwgcXVpIG4nZXN0IHBhcyBsYSBib25uZS4=", 0));
        }
        assert!(["", "whsec_", "whsec_é", "AAAA"].iter().all(|text| Keys::read(text).is_none()));
    }
}
