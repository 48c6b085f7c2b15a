//! Joins Arabic letters: gives each the form that its neighbours ask for.
//!
//! The forms are those that Unicode keeps in « Arabic Presentation Forms-B »: enough for names in Arabic, without a shaper.

/// Letters from U+0621 on, with the number of forms each has in the block that begins at U+FE80: alone, final, initial, medial.
const FORMS: [u32; 26] = [1, 2, 2, 2, 2, 4, 2, 4, 2, 4, 4, 4, 4, 4, 2, 2, 2, 2, 4, 4, 4, 4, 4, 4, 4, 4];
/// The same from U+0641 on, where the block goes on at U+FED1.
const FORMS_AFTER: [u32; 10] = [4, 4, 4, 4, 4, 4, 4, 2, 2, 4];

const TATWEEL: char = '\u{640}';

/// The first form of a letter and how many it has.
fn forms(letter: char) -> Option<(u32, u32)> {
    let find = |first: u32, block: u32, counts: &[u32]| {
        let index = usize::try_from((letter as u32).checked_sub(first)?).ok()?;
        let count = *counts.get(index)?;
        Some((block + counts.iter().take(index).sum::<u32>(), count))
    };
    find(0x621, 0xFE80, &FORMS).or_else(|| find(0x641, 0xFED1, &FORMS_AFTER))
}

fn joins_next(letter: char) -> bool {
    letter == TATWEEL || forms(letter).is_some_and(|(_, count)| count == 4)
}

fn joins_previous(letter: char) -> bool {
    letter == TATWEEL || forms(letter).is_some_and(|(_, count)| count >= 2)
}

fn transparent(character: char) -> bool {
    matches!(character, '\u{64B}'..='\u{65F}' | '\u{670}')
}

/// What is drawn for each character: its joined form; `None` where a ligature has swallowed it.
pub(crate) fn shape(text: &[char]) -> Vec<Option<char>> {
    let mut shaped: Vec<Option<char>> = text.iter().copied().map(Some).collect();
    for index in 0..text.len() {
        let letter = text[index];
        let Some((first, count)) = forms(letter) else {
            continue;
        };
        if shaped[index].is_none() {
            continue;
        }
        let before = text[..index].iter().copied().rev().find(|c| !transparent(*c));
        let joined_before = count >= 2 && before.is_some_and(joins_next);
        let after = (index + 1..text.len()).find(|other| !transparent(text[*other]));
        if letter == '\u{644}'
            && let Some(alef) = after
            && let Some(ligature) = lam_alef(text[alef])
        {
            shaped[index] = char::from_u32(ligature + u32::from(joined_before));
            shaped[alef] = None;
            continue;
        }
        let joined_after = count == 4 && after.is_some_and(|other| joins_previous(text[other]));
        let form = match (joined_before, joined_after) {
            (false, false) => 0,
            (true, false) => 1,
            (false, true) => 2,
            (true, true) => 3,
        };
        shaped[index] = char::from_u32(first + form);
    }
    shaped
}

fn lam_alef(alef: char) -> Option<u32> {
    match alef {
        '\u{622}' => Some(0xFEF5),
        '\u{623}' => Some(0xFEF7),
        '\u{625}' => Some(0xFEF9),
        '\u{627}' => Some(0xFEFB),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::shape;

    fn shaped(text: &str) -> String {
        let characters: Vec<char> = text.chars().collect();
        shape(&characters).into_iter().flatten().collect()
    }

    #[test]
    fn letters_take_the_form_their_neighbours_ask_for() {
        // Meem initial, hah medial, meem medial, dal final.
        assert_eq!(shaped("محمد"), "\u{FEE3}\u{FEA4}\u{FEE4}\u{FEAA}");
        // Yeh alone; a letter that joins nothing after it leaves its neighbour alone.
        assert_eq!(shaped("ي"), "\u{FEF1}");
        assert_eq!(shaped("دار"), "\u{FEA9}\u{FE8D}\u{FEAD}");
    }

    #[test]
    fn lam_and_alef_are_one_sign() {
        assert_eq!(shaped("لا"), "\u{FEFB}");
        assert_eq!(shaped("بلا"), "\u{FE91}\u{FEFC}");
    }
}
