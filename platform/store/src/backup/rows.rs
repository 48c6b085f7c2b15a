//! Writes the rows of a table as bytes that know no engine: its columns once, then cell after cell.

use super::BackupError;
use super::archive::ArchiveReader;
use crate::engine::Row;
use crate::error::StoreError;

/// What a column holds: the three types that both engines know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Int,
    Bytes,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) kind: Kind,
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    Text(Option<String>),
    Int(Option<i64>),
    Bytes(Option<Vec<u8>>),
}

pub(super) fn head(columns: &[Column]) -> Vec<u8> {
    let mut bytes = (columns.len() as u16).to_be_bytes().to_vec();
    for column in columns {
        bytes.push(match column.kind {
            Kind::Text => b't',
            Kind::Int => b'i',
            Kind::Bytes => b'b',
        });
        bytes.extend_from_slice(&(column.name.len() as u16).to_be_bytes());
        bytes.extend_from_slice(column.name.as_bytes());
    }
    bytes
}

pub(super) fn put(row: &Row, columns: &[Column], out: &mut Vec<u8>) -> Result<(), StoreError> {
    out.push(1);
    for column in columns {
        match column.kind {
            Kind::Int => match row.opt_int(&column.name)? {
                Some(number) => {
                    out.push(1);
                    out.extend_from_slice(&number.to_be_bytes());
                }
                None => out.push(0),
            },
            Kind::Text => long(out, row.opt_text(&column.name)?.as_deref().map(str::as_bytes))?,
            Kind::Bytes => long(out, row.opt_bytes(&column.name)?.as_deref())?,
        }
    }
    Ok(())
}

fn long(out: &mut Vec<u8>, bytes: Option<&[u8]>) -> Result<(), StoreError> {
    let Some(bytes) = bytes else {
        out.push(0);
        return Ok(());
    };
    let length = u32::try_from(bytes.len()).map_err(|_| StoreError::Invalid("a value of this size"))?;
    out.push(1);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(bytes);
    Ok(())
}

/// Reads a table's part again.
pub(crate) struct RowsReader<'a> {
    archive: &'a mut ArchiveReader,
    piece: Vec<u8>,
    read: usize,
    columns: Vec<Column>,
}

fn damaged() -> BackupError {
    BackupError::Damaged("a table of it cannot be read".to_owned())
}

impl<'a> RowsReader<'a> {
    pub(crate) fn begin(archive: &'a mut ArchiveReader) -> Result<Self, BackupError> {
        let mut reader = Self { archive, piece: Vec::new(), read: 0, columns: Vec::new() };
        let count = u16::from_be_bytes(reader.array()?);
        for _ in 0..count {
            let kind = match reader.array::<1>()? {
                [b't'] => Kind::Text,
                [b'i'] => Kind::Int,
                [b'b'] => Kind::Bytes,
                _ => return Err(damaged()),
            };
            let length = usize::from(u16::from_be_bytes(reader.array()?));
            let name = String::from_utf8(reader.take(length)?).map_err(|_| damaged())?;
            // It goes into a statement: nothing but the name of a column.
            if !is_name(&name) {
                return Err(damaged());
            }
            reader.columns.push(Column { name, kind });
        }
        Ok(reader)
    }

    pub(crate) fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The next row; `None` after the last.
    pub(crate) fn row(&mut self) -> Result<Option<Vec<Cell>>, BackupError> {
        if self.read == self.piece.len() && !self.more()? {
            return Ok(None);
        }
        if self.array::<1>()? != [1] {
            return Err(damaged());
        }
        let kinds: Vec<Kind> = self.columns.iter().map(|column| column.kind).collect();
        let mut row = Vec::with_capacity(kinds.len());
        for kind in kinds {
            let there = self.array::<1>()? == [1];
            row.push(match kind {
                Kind::Int => Cell::Int(if there { Some(i64::from_be_bytes(self.array()?)) } else { None }),
                Kind::Text => {
                    let text = if there { Some(self.long()?) } else { None };
                    Cell::Text(text.map(String::from_utf8).transpose().map_err(|_| damaged())?)
                }
                Kind::Bytes => Cell::Bytes(if there { Some(self.long()?) } else { None }),
            });
        }
        Ok(Some(row))
    }

    fn long(&mut self) -> Result<Vec<u8>, BackupError> {
        let length = u32::from_be_bytes(self.array()?) as usize;
        self.take(length)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], BackupError> {
        let mut bytes = [0; N];
        bytes.copy_from_slice(&self.take(N)?);
        Ok(bytes)
    }

    fn take(&mut self, length: usize) -> Result<Vec<u8>, BackupError> {
        // Grown as the bytes come: a length alone orders no memory.
        let mut bytes = Vec::with_capacity(length.min(1 << 16));
        while bytes.len() < length {
            if self.read == self.piece.len() && !self.more()? {
                return Err(damaged());
            }
            let now = (length - bytes.len()).min(self.piece.len() - self.read);
            bytes.extend_from_slice(&self.piece[self.read..self.read + now]);
            self.read += now;
        }
        Ok(bytes)
    }

    fn more(&mut self) -> Result<bool, BackupError> {
        match self.archive.piece()? {
            Some(piece) => {
                self.piece = piece;
                self.read = 0;
                Ok(true)
            }
            None => Ok(false),
        }
    }
}

/// Whether this is how our tables and columns are named.
pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 63
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}
