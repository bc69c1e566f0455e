//! Unpacks Zstandard.

use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use std::io::{self, Read};

/// Bytes of back references that an archive may ask for. The usual tool takes 8 MiB at its highest ordinary level.
const WINDOW: u64 = 1 << 26;
/// First bytes of a frame to be passed over, but for the lowest four bits.
const SKIPPED: u32 = 0x184d_2a50;

/// Unpacks the frames of an archive one after the other.
pub(super) struct Zstd<R> {
    input: R,
    decoder: FrameDecoder,
    inside: bool,
}

impl<R: Read> Zstd<R> {
    /// An archive at its start.
    pub fn new(input: R) -> Self {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(WINDOW);
        Self {
            input,
            decoder,
            inside: false,
        }
    }

    /// Begins the next frame. False if there is none.
    fn next_frame(&mut self) -> io::Result<bool> {
        let mut magic = Vec::with_capacity(4);
        self.input.by_ref().take(4).read_to_end(&mut magic)?;
        let number = magic
            .iter()
            .rev()
            .fold(0, |n, &byte| n << 8 | u32::from(byte));
        if magic.is_empty() {
            return Ok(false);
        }
        if number & 0xffff_fff0 == SKIPPED {
            let mut length = [0; 4];
            self.input.read_exact(&mut length)?;
            let length = u64::from(u32::from_le_bytes(length));
            io::copy(&mut self.input.by_ref().take(length), &mut io::sink())?;
            return Ok(true);
        }
        self.decoder
            .init(magic.as_slice().chain(&mut self.input))
            .map_err(io::Error::other)?;
        self.inside = true;
        Ok(true)
    }
}

impl<R: Read> Read for Zstd<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.inside {
                if !self.next_frame()? {
                    return Ok(0);
                }
                continue;
            }
            let read = self.decoder.read(out)?;
            if read > 0 || out.is_empty() {
                return Ok(read);
            }
            if self.decoder.is_finished() {
                let said = self.decoder.get_checksum_from_data();
                if said.is_some() && said != self.decoder.get_calculated_checksum() {
                    return Err(io::Error::other("a checksum does not hold"));
                }
                self.inside = false;
                continue;
            }
            self.decoder
                .decode_blocks(&mut self.input, BlockDecodingStrategy::UptoBlocks(1))
                .map_err(io::Error::other)?;
        }
    }
}
