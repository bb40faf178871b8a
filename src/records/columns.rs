//! Columns written to Parquet and read back.
//!
//! The tables of facts are frames. The records of a bucket are many small files that are read whole, so these columns
//! are plain Arrow arrays, without statistics and without a frame around them.

use std::collections::HashMap;
use std::io::Cursor;

use foldhash::fast::RandomState;
use polars::error::{PolarsResult, polars_err};
use polars::prelude::PlSmallStr;
use polars_arrow::array::{
    Array, BooleanArray, DictionaryArray, PrimitiveArray, Utf8Array, Utf8ViewArray,
};
use polars_arrow::datatypes::{ArrowDataType, ArrowSchema, Field, TimeUnit};
use polars_arrow::record_batch::RecordBatchT;
use polars_parquet::read::{
    BasicDecompressor, PageReader, column_iter_to_arrays, infer_schema, read_metadata,
};
use polars_parquet::write::{
    CompressionOptions, Encoding, FileWriter, RowGroupIterator, StatisticsOptions, Version,
    WriteOptions, ZstdLevel,
};

/// Columns of equal length.
pub(super) struct Columns {
    rows: usize,
    columns: Vec<Column>,
}

struct Column {
    name: PlSmallStr,
    array: PolarsResult<Box<dyn Array>>,
    encoding: Encoding,
}

impl Columns {
    /// A table of this many rows, without columns yet.
    pub(super) const fn with_rows(rows: usize) -> Self {
        Self {
            rows,
            columns: Vec::new(),
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.rows == 0
    }

    fn with(mut self, name: &str, array: PolarsResult<Box<dyn Array>>, encoding: Encoding) -> Self {
        self.columns.push(Column {
            name: name.into(),
            array,
            encoding,
        });
        self
    }

    /// Adds a column of integers. The file has each distinct value once, in a dictionary.
    pub(super) fn integers(self, name: &str, values: impl Iterator<Item = Option<i64>>) -> Self {
        let array: PrimitiveArray<i64> = values.collect();
        self.with(name, Ok(Box::new(array)), Encoding::RleDictionary)
    }

    /// Adds a column of timestamps, given in microseconds since 1970-01-01T00:00:00Z.
    pub(super) fn timestamps(self, name: &str, values: impl Iterator<Item = Option<i64>>) -> Self {
        let array: PrimitiveArray<i64> = values.collect();
        let array = array.to(ArrowDataType::Timestamp(
            TimeUnit::Microsecond,
            Some("UTC".into()),
        ));
        self.with(name, Ok(Box::new(array)), Encoding::Plain)
    }

    pub(super) fn flags(self, name: &str, values: impl Iterator<Item = Option<bool>>) -> Self {
        let array: BooleanArray = values.collect();
        self.with(name, Ok(Box::new(array)), Encoding::Plain)
    }

    /// Adds a column of texts. The file has each distinct text once, in a dictionary, unless more than half of the
    /// texts are distinct.
    pub(super) fn texts<'a>(
        self,
        name: &str,
        values: impl Iterator<Item = Option<&'a str>>,
    ) -> Self {
        let mut distinct = DistinctTexts::default();
        let keys: PrimitiveArray<u32> = values.map(|text| Some(distinct.key(text?))).collect();
        let texts = distinct.texts;
        if texts.is_empty() || texts.len() > keys.len() / 2 {
            let all = keys.iter();
            let all = all.map(|key| texts.get(usize::try_from(*key?).ok()?).copied());
            let array: Utf8Array<i64> = all.collect();
            return self.with(name, Ok(Box::new(array)), Encoding::Plain);
        }
        let texts: Utf8Array<i64> = texts.into_iter().map(Some).collect();
        let array = DictionaryArray::try_from_keys(keys, Box::new(texts), false);
        let array = array.map(|array| Box::new(array) as Box<dyn Array>);
        self.with(name, array, Encoding::RleDictionary)
    }

    /// The columns as a Parquet file. Its bytes depend on the names and the values alone.
    pub(super) fn into_bytes(self) -> PolarsResult<Vec<u8>> {
        let mut schema = ArrowSchema::default();
        let (mut arrays, mut encodings) = (Vec::new(), Vec::new());
        for Column {
            name,
            array,
            encoding,
        } in self.columns
        {
            let array = array?;
            // A column without nulls is a required one, for which Parquet writes no definition levels.
            let has_gaps = array.null_count() > 0;
            let field = Field::new(name.clone(), array.dtype().clone(), has_gaps);
            schema.insert(name, field);
            arrays.push(array);
            encodings.push(vec![encoding]);
        }
        let options = WriteOptions {
            // Files are read whole.
            statistics: StatisticsOptions::empty(),
            version: Version::V1,
            compression: CompressionOptions::Zstd(Some(ZstdLevel::try_new(1)?)),
            data_page_size: None,
        };
        let batch = RecordBatchT::try_new(self.rows, schema.clone().into(), arrays)?;
        let groups = RowGroupIterator::try_new(
            std::iter::once(Ok(batch)),
            &schema,
            options,
            encodings.into(),
        )?;
        let mut writer = FileWriter::try_new(Vec::new(), schema, options)?;
        for group in groups {
            writer.write(self.rows as u64, group?)?;
        }
        // The metadata has no Arrow schema, so each reader chooses the types. `ReadColumns` gets texts as views.
        writer.end(Some(Vec::new()))?;
        Ok(writer.into_inner())
    }
}

/// Numbers distinct texts in the order in which they are met.
#[derive(Default)]
struct DistinctTexts<'a> {
    texts: Vec<&'a str>,
    keys: HashMap<&'a str, u32, RandomState>,
    /// The keys by the texts' addresses and lengths. A recurring text is mostly the same slice, which is found here
    /// without hashing its bytes.
    of_places: HashMap<(usize, usize), u32, RandomState>,
}

impl<'a> DistinctTexts<'a> {
    fn key(&mut self, text: &'a str) -> u32 {
        let place = (text.as_ptr().addr(), text.len());
        if let Some(key) = self.of_places.get(&place) {
            return *key;
        }
        let key = *self.keys.entry(text).or_insert_with(|| {
            self.texts.push(text);
            u32::try_from(self.texts.len() - 1).unwrap_or(u32::MAX)
        });
        self.of_places.insert(place, key);
        key
    }
}

/// Columns that were read from a Parquet file.
pub(super) struct ReadColumns {
    pub(super) rows: usize,
    arrays: HashMap<String, Box<dyn Array>, RandomState>,
}

impl ReadColumns {
    /// The columns of a file that [`Columns::into_bytes`] made.
    pub(super) fn from_bytes(bytes: &[u8]) -> PolarsResult<Self> {
        let metadata = read_metadata(&mut Cursor::new(bytes))?;
        let schema = infer_schema(&metadata)?;
        let [group] = metadata.row_groups.as_slice() else {
            return Err(polars_err!(ComputeError: "the file has not one row group"));
        };
        let mut arrays = HashMap::default();
        for field in schema.iter_values() {
            let name = field.name.to_string();
            let chunks = group.columns_under_root_iter(&name);
            let chunks = chunks.into_iter().flatten().map(|column| {
                let range = column.byte_range();
                let range = usize::try_from(range.start).ok()..usize::try_from(range.end).ok();
                let part = range.start.zip(range.end);
                let part = part.and_then(|(start, end)| bytes.get(start..end));
                let part =
                    part.ok_or_else(|| polars_err!(ComputeError: "the file ends within `{name}`"))?;
                let pages = PageReader::new(
                    Cursor::new(part.to_vec().into()),
                    column,
                    Vec::new(),
                    usize::MAX,
                );
                let kind = &column.descriptor().descriptor.primitive_type;
                Ok((BasicDecompressor::new(pages, Vec::new()), kind))
            });
            let chunks: PolarsResult<Vec<_>> = chunks.collect();
            let (pages, kinds) = chunks?.into_iter().unzip();
            let (mut parts, _) = column_iter_to_arrays(pages, kinds, field.clone(), None)?;
            let array = parts.pop().filter(|_| parts.is_empty());
            let array =
                array.ok_or_else(|| polars_err!(ComputeError: "`{name}` has not one part"))?;
            arrays.insert(name, array);
        }
        Ok(Self {
            rows: group.num_rows(),
            arrays,
        })
    }

    fn array<A: Array>(&self, name: &str) -> PolarsResult<&A> {
        let array = self.arrays.get(name);
        let array = array.and_then(|array| array.as_any().downcast_ref());
        array.ok_or_else(|| polars_err!(ComputeError: "there is no column `{name}` of its kind"))
    }

    /// Integers, or the microseconds of timestamps.
    pub(super) fn integers(&self, name: &str) -> PolarsResult<&PrimitiveArray<i64>> {
        self.array(name)
    }

    pub(super) fn flags(&self, name: &str) -> PolarsResult<&BooleanArray> {
        self.array(name)
    }

    pub(super) fn texts(&self, name: &str) -> PolarsResult<TextColumn<'_>> {
        self.array(name).map(TextColumn)
    }
}

/// The value in a row; `None` if it is null or there is no such row.
pub(super) fn integer(array: &PrimitiveArray<i64>, row: usize) -> Option<i64> {
    let is_there = array
        .validity()
        .is_none_or(|validity| validity.get(row) == Some(true));
    array.values().get(row).copied().filter(|_| is_there)
}

/// A column of texts.
#[derive(Clone, Copy)]
pub(super) struct TextColumn<'a>(&'a Utf8ViewArray);

impl<'a> TextColumn<'a> {
    pub(super) fn get(self, row: usize) -> Option<&'a str> {
        self.0.get(row)
    }

    /// A key for the text in a row, found without reading the text. Texts with equal marks are equal; equal texts
    /// mostly have equal marks.
    pub(super) fn mark(self, row: usize) -> Option<TextMark> {
        let view = self.0.views().get(row)?;
        Some([view.length, view.prefix, view.buffer_idx, view.offset])
    }
}

/// See [`TextColumn::mark`].
pub(super) type TextMark = [u32; 4];

/// Values made of a column's texts, each text read once.
pub(super) struct Memo<'a, T> {
    column: TextColumn<'a>,
    known: HashMap<TextMark, T, RandomState>,
}

impl<'a, T: Copy> Memo<'a, T> {
    pub(super) fn new(column: TextColumn<'a>) -> Self {
        Self {
            column,
            known: HashMap::default(),
        }
    }

    /// The value of the text in a row, which `value` computes for a new text. `None` if the row has no text.
    pub(super) fn get(&mut self, row: usize, value: impl FnOnce(&'a str) -> T) -> Option<T> {
        let text = self.column.get(row)?;
        let mark = self.column.mark(row)?;
        Some(*self.known.entry(mark).or_insert_with(|| value(text)))
    }
}
