//! PNGs of every kind: shown where their pixels can be, refused where not.

use crate::{
    files::{chunk, zlib},
    hostile::refused,
};

/// A PNG of 5 by 7 pixels, whose data unfolds to these bytes.
fn small_png(colour: u8, depth: u8, interlaced: u8, data: &[u8]) -> Vec<u8> {
    let head = [0, 0, 0, 5, 0, 0, 0, 7, depth, colour, 0, 0, interlaced];
    let palette = if colour == 3 { chunk(b"PLTE", &[9; 6]) } else { Vec::new() };
    let packed = zlib(data);
    let (first, second) = packed.split_at(packed.len() / 2);
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &head),
        palette,
        chunk(b"IDAT", first),
        chunk(b"IDAT", second),
        chunk(b"IEND", b""),
    ]
    .concat()
}

#[test]
fn a_picture_whose_pixels_cannot_be_shown_is_refused() {
    let kinds: [(u8, usize, &[u8]); 5] =
        [(0, 1, &[1, 2, 4, 8, 16]), (2, 3, &[8, 16]), (3, 1, &[1, 2, 4, 8]), (4, 2, &[8, 16]), (6, 4, &[8, 16])];
    // Columns and rows of each pass, counted by hand.
    let passes: [&[(usize, usize)]; 2] = [&[(5, 7)], &[(1, 1), (1, 1), (2, 1), (1, 2), (3, 2), (2, 4), (5, 3)]];
    for (colour, channels, depths) in kinds {
        for (depth, interlaced) in depths.iter().flat_map(|depth| [(*depth, 0_u8), (*depth, 1)]) {
            let row = |columns: usize| vec![0; 1 + (columns * channels * usize::from(depth)).div_ceil(8)];
            let of = |(columns, rows): &(usize, usize)| row(*columns).repeat(*rows);
            let data: Vec<u8> = passes[usize::from(interlaced)].iter().flat_map(of).collect();
            let whole = small_png(colour, depth, interlaced, &data);
            let what = format!("colour {colour}, depth {depth}, interlaced {interlaced}");
            assert_eq!(refused(&whole, "a.png"), "accepted", "{what}");
            image::load_from_memory(&whole).unwrap_or_else(|error| panic!("{what}: {error}"));
            let cut = small_png(colour, depth, interlaced, &data[..data.len() - 1]);
            assert_eq!(refused(&cut, "a.png"), "file.damaged", "{what}");
            let mut filter = data.clone();
            filter[0] = 5;
            assert_eq!(refused(&small_png(colour, depth, interlaced, &filter), "a.png"), "file.damaged", "{what}");
        }
    }
    let data = vec![0; 7 * 6];
    for (colour, depth) in [(0, 3), (1, 8), (2, 4), (3, 16), (5, 8)] {
        assert_eq!(refused(&small_png(colour, depth, 0, &data), "a.png"), "file.damaged");
    }
    let whole = small_png(3, 8, 0, &data);
    let palette = whole.windows(4).position(|name| name == b"PLTE").unwrap();
    let without = [&whole[..palette - 4], &whole[palette + 14..]].concat();
    assert_eq!(refused(&without, "a.png"), "file.damaged", "its colours are nowhere");
    let mut changed = whole;
    changed[palette + 5] ^= 1;
    assert_eq!(refused(&changed, "a.png"), "file.damaged", "a check sum does not hold");
    // More than the rows is no harm: nobody shows it.
    let more = [vec![0; 7 * 6], vec![7; 1 << 20]].concat();
    assert_eq!(refused(&small_png(3, 8, 0, &more), "a.png"), "accepted");
}
