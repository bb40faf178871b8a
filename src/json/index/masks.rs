//! Finds the quotes, backslashes, brackets and line breaks in 64 bytes.
//!
//! Beside the allocator ([`crate::cli::memory`]), this is the only module with `unsafe` code. It computes the
//! same masks in three ways: portably, with AVX2 and with AVX-512, the last two with carry-less
//! multiplication. The best way that the processor supports is used; a property test checks that all give the
//! same masks.

/// One bit per byte; the first byte is the lowest bit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Masks {
    pub(super) quote: u64,
    pub(super) backslash: u64,
    /// `{` and `[`.
    pub(super) open: u64,
    /// `}` and `]`.
    pub(super) close: u64,
    pub(super) newline: u64,
}

/// A state that is carried from block to block and turns the masks of each block into a result.
pub(super) trait Take: Copy {
    type Made;

    /// Returns the result for a block and the state after it. `prefix_xor` computes the running parity of
    /// bits.
    ///
    /// Implementations must be `inline(always)`: only then are they compiled with the target features of the
    /// caller. They must not call other functions: only then do constants and state stay in registers.
    fn take(self, masks: Masks, prefix_xor: impl Fn(u64) -> u64) -> (Self::Made, Self);
}

/// Fills `made`, which has one entry per block, and returns the state after the last block.
#[inline]
pub(super) fn each<T: Take>(blocks: &[[u8; 64]], mut state: T, made: &mut [T::Made]) -> T {
    #[cfg(target_arch = "x86_64")]
    match wide::width() {
        Some(wide::Width::Bytes64) => {
            #[expect(
                unsafe_code,
                reason = "AVX-512 finds the masks of 64 bytes in some 15 instructions"
            )]
            // SAFETY: `width` has checked that the processor has the features that the function needs.
            return unsafe { wide::each_by_avx512(blocks, state, made) };
        }
        Some(wide::Width::Bytes32) => {
            #[expect(
                unsafe_code,
                reason = "AVX2 finds the masks of 64 bytes in some 30 instructions"
            )]
            // SAFETY: `width` has checked that the processor has the features that the function needs.
            return unsafe { wide::each_by_avx2(blocks, state, made) };
        }
        None => {}
    }
    for (block, made) in blocks.iter().zip(made) {
        (*made, state) = state.take(portable(block), prefix_xor);
    }
    state
}

/// Bit n of the result is the parity of bits 0 to n, so bits are set from an opening quote up to the byte
/// before the closing quote.
#[inline]
pub(super) const fn prefix_xor(bits: u64) -> u64 {
    let mut sums = bits;
    sums ^= sums << 1;
    sums ^= sums << 2;
    sums ^= sums << 4;
    sums ^= sums << 8;
    sums ^= sums << 16;
    sums ^ (sums << 32)
}

/// Computes the masks in ordinary registers, eight bytes at a time.
fn portable(block: &[u8; 64]) -> Masks {
    let mut masks = Masks::default();
    let (words, _) = block.as_chunks::<8>();
    for (number, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let shift = number * 8;
        // `[` and `{`, and `]` and `}`, differ only in bit 5.
        let folded = word | repeat(0x20);
        masks.quote |= equal(word, b'"') << shift;
        masks.backslash |= equal(word, b'\\') << shift;
        masks.open |= equal(folded, b'{') << shift;
        masks.close |= equal(folded, b'}') << shift;
        masks.newline |= equal(word, b'\n') << shift;
    }
    masks
}

const fn repeat(byte: u8) -> u64 {
    byte as u64 * 0x0101_0101_0101_0101
}

/// One bit for each of the eight bytes; set if the byte equals `byte`.
const fn equal(word: u64, byte: u8) -> u64 {
    const LOW: u64 = 0x7F7F_7F7F_7F7F_7F7F;
    let different = word ^ repeat(byte);
    // Sets the high bit of each zero byte, without a carry between bytes.
    let zero = !(((different & LOW) + LOW) | different | LOW);
    // Gathers the high bits of the eight bytes into the lowest eight bits.
    (zero >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

#[cfg(target_arch = "x86_64")]
mod wide {
    use std::arch::x86_64::{
        __m256i, __m512i, _mm_clmulepi64_si128, _mm_cvtsi64_si128, _mm_cvtsi128_si64,
        _mm_set1_epi8, _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_movemask_epi8,
        _mm256_or_si256, _mm256_set1_epi8, _mm512_cmpeq_epi8_mask, _mm512_loadu_si512,
        _mm512_or_si512, _mm512_set1_epi8,
    };

    use super::{Masks, Take};

    /// The widest registers that the processor supports for this purpose.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(super) enum Width {
        Bytes32,
        Bytes64,
    }

    /// The widest usable registers of this processor, or `None` if it lacks AVX2, POPCNT or carry-less
    /// multiplication.
    #[inline]
    pub(super) fn width() -> Option<Width> {
        let has_avx2 = is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("popcnt")
            && is_x86_feature_detected!("pclmulqdq");
        let has_avx512 =
            is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512bw");
        match (has_avx2, has_avx512) {
            (true, true) => Some(Width::Bytes64),
            (true, false) => Some(Width::Bytes32),
            (false, _) => None,
        }
    }

    /// [`super::each`] with AVX2.
    #[target_feature(enable = "avx2,popcnt,pclmulqdq")]
    pub(super) fn each_by_avx2<T: Take>(
        blocks: &[[u8; 64]],
        mut state: T,
        made: &mut [T::Made],
    ) -> T {
        for (block, made) in blocks.iter().zip(made) {
            (*made, state) = state.take(masks_by_avx2(block), |bits| prefix_xor(bits));
        }
        state
    }

    /// [`super::each`] with AVX-512, whose registers are twice as wide.
    #[target_feature(enable = "avx2,popcnt,pclmulqdq,avx512f,avx512bw")]
    pub(super) fn each_by_avx512<T: Take>(
        blocks: &[[u8; 64]],
        mut state: T,
        made: &mut [T::Made],
    ) -> T {
        for (block, made) in blocks.iter().zip(made) {
            (*made, state) = state.take(masks_by_avx512(block), |bits| prefix_xor(bits));
        }
        state
    }

    /// The running parity, computed as the carry-less product with all ones.
    #[target_feature(enable = "pclmulqdq")]
    #[inline]
    fn prefix_xor(bits: u64) -> u64 {
        let bits = _mm_cvtsi64_si128(bits.cast_signed());
        let product = _mm_clmulepi64_si128(bits, _mm_set1_epi8(-1), 0);
        _mm_cvtsi128_si64(product).cast_unsigned()
    }

    #[target_feature(enable = "avx2")]
    #[inline]
    fn masks_by_avx2(block: &[u8; 64]) -> Masks {
        let (halves, _) = block.as_chunks::<32>();
        let [low, high] = [load(&halves[0]), load(&halves[1])];
        let bit = _mm256_set1_epi8(0x20);
        // `[` and `{`, and `]` and `}`, differ only in bit 5.
        let folded = (_mm256_or_si256(low, bit), _mm256_or_si256(high, bit));
        Masks {
            quote: equal(low, high, b'"'),
            backslash: equal(low, high, b'\\'),
            open: equal(folded.0, folded.1, b'{'),
            close: equal(folded.0, folded.1, b'}'),
            newline: equal(low, high, b'\n'),
        }
    }

    #[target_feature(enable = "avx2")]
    #[inline]
    fn load(bytes: &[u8; 32]) -> __m256i {
        #[expect(unsafe_code, reason = "a load of 32 bytes has no safe form")]
        // SAFETY: the pointer is to 32 readable bytes, and the load needs no alignment.
        unsafe {
            _mm256_loadu_si256(bytes.as_ptr().cast())
        }
    }

    #[target_feature(enable = "avx2")]
    #[inline]
    fn equal(low: __m256i, high: __m256i, byte: u8) -> u64 {
        let wanted = _mm256_set1_epi8(byte.cast_signed());
        let low = _mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted)).cast_unsigned();
        let high = _mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted)).cast_unsigned();
        u64::from(high) << 32 | u64::from(low)
    }

    #[target_feature(enable = "avx512f,avx512bw")]
    #[inline]
    fn masks_by_avx512(block: &[u8; 64]) -> Masks {
        let bytes = load_all(block);
        // `[` and `{`, and `]` and `}`, differ only in bit 5.
        let folded = _mm512_or_si512(bytes, _mm512_set1_epi8(0x20));
        let equal = |bytes: __m512i, byte: u8| {
            _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(byte.cast_signed()))
        };
        Masks {
            quote: equal(bytes, b'"'),
            backslash: equal(bytes, b'\\'),
            open: equal(folded, b'{'),
            close: equal(folded, b'}'),
            newline: equal(bytes, b'\n'),
        }
    }

    #[target_feature(enable = "avx512f")]
    #[inline]
    fn load_all(bytes: &[u8; 64]) -> __m512i {
        #[expect(unsafe_code, reason = "a load of 64 bytes has no safe form")]
        // SAFETY: the pointer is to 64 readable bytes, and the load needs no alignment.
        unsafe {
            _mm512_loadu_si512(bytes.as_ptr().cast())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keeps the masks as they are, with the parity of the quotes.
    #[derive(Clone, Copy)]
    struct AsTheyAre;

    impl Take for AsTheyAre {
        type Made = (Masks, u64);

        fn take(self, masks: Masks, prefix_xor: impl Fn(u64) -> u64) -> (Self::Made, Self) {
            ((masks, prefix_xor(masks.quote)), self)
        }
    }

    /// The results of every implementation that this processor supports.
    fn by_each_way(block: &[u8; 64]) -> Vec<Vec<(Masks, u64)>> {
        let mut taken = vec![Default::default()];
        each(&[*block], AsTheyAre, &mut taken);
        let mut found = vec![taken];
        #[cfg(target_arch = "x86_64")]
        if wide::width() == Some(wide::Width::Bytes64) {
            let mut narrow = vec![Default::default()];
            #[expect(unsafe_code, reason = "the way that is taken on other processors")]
            // SAFETY: a processor with AVX-512 also has AVX2.
            unsafe {
                wide::each_by_avx2(&[*block], AsTheyAre, &mut narrow)
            };
            found.push(narrow);
        }
        found
    }

    proptest::proptest! {
        #[test]
        fn all_ways_find_the_same_masks(bytes in proptest::collection::vec(0_u8..=255, 64)) {
            let block: [u8; 64] = bytes.try_into().unwrap();
            let bits = |wanted: &[u8]| {
                (0..64)
                    .filter(|&at| wanted.contains(&block[at]))
                    .fold(0_u64, |bits, at| bits | 1 << at)
            };
            let expected = Masks {
                quote: bits(b"\""),
                backslash: bits(b"\\"),
                open: bits(b"{["),
                close: bits(b"}]"),
                newline: bits(b"\n"),
            };
            proptest::prop_assert_eq!(portable(&block), expected);
            for found in by_each_way(&block) {
                proptest::prop_assert_eq!(found, [(expected, prefix_xor(expected.quote))]);
            }
        }

        #[test]
        fn prefix_xor_is_the_running_parity(bits in 0_u64..) {
            let slow = (0..64).fold(0_u64, |sums, at| {
                let below = if at == 63 { !0 } else { (1 << (at + 1)) - 1 };
                sums | u64::from((bits & below).count_ones() % 2) << at
            });
            proptest::prop_assert_eq!(prefix_xor(bits), slow);
        }
    }
}
