//! A sliding window over a decoded input, with its place in it.

use super::Packing;
use super::encoding::Decoder;
use crate::comment::Reject;
use crate::error::Result;
use std::sync::Arc;

/// The part of a decoded input that is in memory.
#[derive(Debug)]
pub struct Window {
    decoder: Decoder,
    packing: Packing,
    buffer: Vec<u8>,
    at: usize,
    ended: bool,
    offset: u64,
    line: u64,
}

/// A place in a decoded input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Bytes of the input before it, as the input is encoded.
    pub offset: u64,
    /// Its line, from 1.
    pub line: u64,
}

/// Why a record is no row: a short code in kebab-case, and the reason and the remedy in words.
pub(super) type Why = (&'static str, String);

impl Place {
    /// The reject of a record that stands here and ends at `end`.
    pub fn reject(self, source: &Arc<str>, row: u64, end: u64, why: Why, raw: &[u8]) -> Reject {
        Reject {
            source: Arc::clone(source),
            row,
            line: self.line,
            bytes: (self.offset, end),
            reason: why.0,
            detail: why.1,
            raw: raw.to_vec(),
        }
    }
}

impl Window {
    /// A window at the start of an input.
    pub fn new(decoder: Decoder, packing: Packing) -> Self {
        Self {
            decoder,
            packing,
            buffer: Vec::new(),
            at: 0,
            ended: false,
            offset: 0,
            line: 1,
        }
    }

    /// The decoder below.
    pub fn decoder(&self) -> &Decoder {
        &self.decoder
    }

    /// How the input is packed.
    pub fn packing(&self) -> Packing {
        self.packing
    }

    /// What is in memory from the current place on.
    pub fn rest(&self) -> &[u8] {
        self.buffer.get(self.at..).unwrap_or_default()
    }

    /// True if nothing follows what is in memory.
    pub fn ended(&self) -> bool {
        self.ended
    }

    /// The current place. A mark at the start of the input belongs to the first record.
    pub fn place(&self) -> Place {
        Place {
            offset: self.offset_of(self.offset),
            line: self.line,
        }
    }

    /// Where the next `bytes` in memory stand in the input, half-open.
    pub fn span(&self, bytes: usize) -> (u64, u64) {
        let next = self.rest().get(..bytes).unwrap_or_default();
        let end = self.offset + self.decoder.encoded(next);
        (self.offset_of(self.offset), self.offset_of(end))
    }

    fn offset_of(&self, offset: u64) -> u64 {
        match offset {
            0 => 0,
            // An odd byte at the end became a whole character.
            _ => (offset + self.decoder.mark_bytes()).min(self.decoder.bytes()),
        }
    }

    /// Brings more of the input into memory.
    pub fn more(&mut self) -> Result<()> {
        self.buffer.drain(..self.at.min(self.buffer.len()));
        self.at = 0;
        self.ended = !self.decoder.fill(&mut self.buffer)?;
        Ok(())
    }

    /// Brings at least `bytes` from the current place on into memory, or all there is.
    pub fn reach(&mut self, bytes: usize) -> Result<()> {
        while self.rest().len() < bytes && !self.ended {
            self.more()?;
        }
        Ok(())
    }

    /// Moves on by `bytes`, counting `line_end`s as lines.
    pub fn advance(&mut self, bytes: usize, line_end: u8) {
        let bytes = bytes.min(self.rest().len());
        let passed = self.rest().get(..bytes).unwrap_or_default();
        let lines = memchr::memchr_iter(line_end, passed).count() as u64;
        let encoded = self.decoder.encoded(passed);
        self.line += lines;
        self.at += bytes;
        self.offset += encoded;
    }

    /// Moves behind the next `line_end` without keeping what is passed.
    pub fn skip_line(&mut self, line_end: u8) -> Result<()> {
        loop {
            if let Some(found) = memchr::memchr(line_end, self.rest()) {
                self.advance(found + 1, line_end);
                return Ok(());
            }
            self.advance(self.rest().len(), line_end);
            if self.ended {
                return Ok(());
            }
            self.more()?;
        }
    }
}
