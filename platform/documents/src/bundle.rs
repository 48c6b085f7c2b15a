//! Writes a ZIP of many files that is never in memory as a whole: what was written so far is taken away before the next file comes.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex, PoisonError},
};

use jiff::Timestamp;
use zip::{CompressionMethod, ZipWriter, write::StreamWriter};

use crate::{Fault, package::options};

/// What a ZIP is written to, and taken from.
#[derive(Debug, Clone, Default)]
struct Pipe(Arc<Mutex<Vec<u8>>>);

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A ZIP on its way.
pub struct Bundle {
    zip: ZipWriter<StreamWriter<Pipe>>,
    pipe: Pipe,
    at: Timestamp,
}

impl std::fmt::Debug for Bundle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Bundle")
    }
}

impl Bundle {
    /// Begins one; `at` is the time that every file carries.
    pub fn new(at: Timestamp) -> Self {
        let pipe = Pipe::default();
        Self { zip: ZipWriter::new_stream(pipe.clone()), pipe, at }
    }

    /// Begins the next file: of less than 4 GiB. What is compressed already is hardly pressed again, and stays readable for programs that read
    /// a ZIP from its beginning: these know the end of a file only where it is compressed.
    ///
    /// # Errors
    /// A file of this name is in it.
    pub fn begin(&mut self, name: &str, packed: bool) -> Result<(), Fault> {
        let level = if packed { 1 } else { 6 };
        let options = options(self.at).compression_method(CompressionMethod::Deflated).compression_level(Some(level));
        Ok(self.zip.start_file(name, options)?)
    }

    /// Writes on in the file that was begun.
    ///
    /// # Errors
    /// None was begun.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        Ok(self.zip.write_all(bytes)?)
    }

    /// Takes what was written since it was last asked.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut *self.pipe.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Ends the ZIP; gives the rest of it.
    ///
    /// # Errors
    /// More than a ZIP holds.
    pub fn finish(self) -> Result<Vec<u8>, Fault> {
        let pipe = self.pipe;
        drop(self.zip.finish()?);
        Ok(std::mem::take(&mut *pipe.0.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read as _};

    use super::*;

    #[test]
    fn what_is_taken_away_piece_by_piece_is_one_zip() {
        let mut bundle = Bundle::new("2026-11-21T10:00:00Z".parse().unwrap());
        let mut written = Vec::new();
        for number in 0..300 {
            bundle.begin(&format!("{number}.txt"), number % 2 == 0).unwrap();
            for _ in 0..3 {
                bundle.write(&vec![b'x'; 10_000]).unwrap();
            }
            let taken = bundle.take();
            assert!(taken.len() < 40_000);
            written.extend(taken);
        }
        written.extend(bundle.finish().unwrap());
        let mut zip = zip::ZipArchive::new(Cursor::new(written)).unwrap();
        assert_eq!(zip.len(), 300);
        let mut text = Vec::new();
        zip.by_name("299.txt").unwrap().read_to_end(&mut text).unwrap();
        assert_eq!(text, vec![b'x'; 30_000]);
    }
}
