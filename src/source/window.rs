//! A sliding window over a decoded input, with its place in it.

use super::encoding::Decoder;
use crate::error::Result;

/// The part of a decoded input that is in memory.
#[derive(Debug)]
pub struct Window {
    decoder: Decoder,
    buffer: Vec<u8>,
    at: usize,
    ended: bool,
    offset: u64,
    line: u64,
}

/// A place in a decoded input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Bytes before it.
    pub offset: u64,
    /// Its line, from 1.
    pub line: u64,
}

impl Window {
    /// A window at the start of an input.
    pub fn new(decoder: Decoder) -> Self {
        Self {
            decoder,
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

    /// What is in memory from the current place on.
    pub fn rest(&self) -> &[u8] {
        self.buffer.get(self.at..).unwrap_or_default()
    }

    /// True if nothing follows what is in memory.
    pub fn ended(&self) -> bool {
        self.ended
    }

    /// The current place.
    pub fn place(&self) -> Place {
        Place {
            offset: self.offset,
            line: self.line,
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
        self.line += lines;
        self.at += bytes;
        self.offset += bytes as u64;
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
