//! Tables as Parquet, the same bytes for the same table.

use std::io::Write;
use std::sync::Arc;

use ::parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use ::parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::{EnabledStatistics, WriterProperties};
use ::parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use ::parquet::schema::types::{ColumnPath, Type};

use crate::output::{Cells, OutputError, Table, Words};
use crate::units::Date;

/// What the files say wrote them: the version and nothing of the machine.
const CREATED_BY: &str = concat!("tradeflow ", env!("CARGO_PKG_VERSION"));

/// The table as one Parquet file, compressed with Snappy: text as dictionaries, dates as DATE,
/// numbers as DOUBLE, where missing values are nulls. One row group.
///
/// # Errors
/// If the encoder refuses.
pub fn parquet_bytes(table: &Table<'_>) -> Result<Vec<u8>, OutputError> {
    encode(table).map_err(|source| failed(table.name(), source))
}

fn encode(table: &Table<'_>) -> Result<Vec<u8>, ParquetError> {
    let mut writer = writer(Vec::new(), table)?;
    write_group(&mut writer, table)?;
    writer.into_inner()
}

/// A table that comes in pieces of the same columns: a row group each, so that memory holds one.
pub struct ParquetFile<W: Write + Send> {
    name: &'static str,
    writer: SerializedFileWriter<W>,
}

impl<W: Write + Send> ParquetFile<W> {
    /// Begins a file with the columns of a first piece, which is not yet written.
    ///
    /// # Errors
    /// If the encoder refuses.
    pub fn begin(sink: W, first: &Table<'_>) -> Result<Self, OutputError> {
        let name = first.name();
        let writer = writer(sink, first);
        Ok(Self { name, writer: writer.map_err(|source| failed(name, source))? })
    }

    /// Adds a piece.
    ///
    /// # Errors
    /// If the encoder or the sink refuses.
    pub fn add(&mut self, piece: &Table<'_>) -> Result<(), OutputError> {
        write_group(&mut self.writer, piece).map_err(|source| failed(self.name, source))
    }

    /// Writes the end of the file.
    ///
    /// # Errors
    /// If the encoder or the sink refuses.
    pub fn finish(self) -> Result<(), OutputError> {
        self.writer.close().map(|_| ()).map_err(|source| failed(self.name, source))
    }
}

impl<W: Write + Send> std::fmt::Debug for ParquetFile<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ParquetFile").field("name", &self.name).finish_non_exhaustive()
    }
}

fn failed(table: &str, source: ParquetError) -> OutputError {
    OutputError::Parquet { table: table.to_owned(), source }
}

fn writer<W: Write + Send>(
    sink: W,
    table: &Table<'_>,
) -> Result<SerializedFileWriter<W>, ParquetError> {
    let fields = table.columns().iter().map(|(name, cells)| field(name, cells).map(Arc::new));
    let fields = fields.collect::<Result<Vec<_>, _>>()?;
    let schema = Arc::new(Type::group_type_builder(table.name()).with_fields(fields).build()?);
    SerializedFileWriter::new(sink, schema, Arc::new(properties(table)))
}

fn write_group<W: Write + Send>(
    writer: &mut SerializedFileWriter<W>,
    table: &Table<'_>,
) -> Result<(), ParquetError> {
    let mut group = writer.next_row_group()?;
    let mut levels = Levels::default();
    for (_, cells) in table.columns() {
        if let Some(mut column) = group.next_column()? {
            write_cells(&mut column, cells, &mut levels)?;
            column.close()?;
        }
    }
    group.close()?;
    Ok(())
}

fn properties(table: &Table<'_>) -> WriterProperties {
    let mut properties = WriterProperties::builder()
        .set_created_by(CREATED_BY.to_owned())
        .set_compression(Compression::SNAPPY)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_dictionary_enabled(false);
    for (name, cells) in table.columns() {
        if matches!(cells, Cells::Text(_)) {
            let path = ColumnPath::new(vec![name.to_string()]);
            properties = properties.set_column_dictionary_enabled(path, true);
        }
    }
    properties.build()
}

fn field(name: &str, cells: &Cells<'_>) -> Result<Type, ParquetError> {
    let (physical, logical, repetition) = match cells {
        Cells::Text(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String), Repetition::REQUIRED),
        Cells::Whole(_) => (Physical::INT64, None, Repetition::REQUIRED),
        Cells::Day(_) => (Physical::INT32, Some(LogicalType::Date), Repetition::REQUIRED),
        Cells::Number(_) => (Physical::DOUBLE, None, Repetition::OPTIONAL),
    };
    Type::primitive_type_builder(name, physical)
        .with_logical_type(logical)
        .with_repetition(repetition)
        .build()
}

/// Room for one column's definition levels and present values, reused from column to column.
#[derive(Default)]
struct Levels {
    defined: Vec<i16>,
    present: Vec<f64>,
}

fn write_cells(
    column: &mut SerializedColumnWriter<'_>,
    cells: &Cells<'_>,
    levels: &mut Levels,
) -> Result<(), ParquetError> {
    match cells {
        Cells::Text(text) => {
            column.typed::<ByteArrayType>().write_batch(&byte_arrays(text), None, None)?;
        }
        Cells::Whole(values) => {
            column.typed::<Int64Type>().write_batch(values, None, None)?;
        }
        Cells::Day(days) => {
            let days: Vec<i32> = days.iter().map(|day| days_since_1970(*day)).collect();
            column.typed::<Int32Type>().write_batch(&days, None, None)?;
        }
        Cells::Number(values) => {
            levels.defined.clear();
            levels.defined.extend(values.iter().map(|value| i16::from(value.is_finite())));
            levels.present.clear();
            levels.present.extend(values.iter().filter(|value| value.is_finite()));
            let writer = column.typed::<DoubleType>();
            writer.write_batch(&levels.present, Some(&levels.defined), None)?;
        }
    }
    Ok(())
}

/// A handle for each row to the bytes of its word, which are shared.
fn byte_arrays(text: &Words) -> Vec<ByteArray> {
    let words: Vec<ByteArray> =
        text.distinct().iter().map(|word| ByteArray::from(word.as_str())).collect();
    text.rows().iter().map(|code| words[*code as usize].clone()).collect()
}

/// Parquet counts days from 1 January 1970.
fn days_since_1970(day: Date) -> i32 {
    let epoch = Date::new(1970, 1, 1).expect("a date because every calendar has 1970");
    i32::try_from(day.days_since(epoch)).expect("in range because years have four digits")
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use ::parquet::basic::Encoding;
    use ::parquet::file::reader::{FileReader, SerializedFileReader};
    use ::parquet::record::Field;

    use super::*;
    use crate::output::sample_result::small_result;
    use crate::output::{paths_table, series_table};

    fn reader(bytes: &[u8]) -> SerializedFileReader<File> {
        let mut file = tempfile::tempfile().expect("a temporary file");
        file.write_all(bytes).expect("room for it");
        SerializedFileReader::new(file).expect("a Parquet file")
    }

    fn rows(bytes: &[u8]) -> Vec<Vec<(String, Field)>> {
        let rows = reader(bytes);
        let rows = rows.get_row_iter(None).expect("rows");
        rows.map(|row| {
            row.expect("a row").get_column_iter().map(|(n, f)| (n.clone(), f.clone())).collect()
        })
        .collect()
    }

    #[test]
    fn every_path_comes_back_to_the_bit_and_missing_is_null() {
        let result = small_result();
        let rows = rows(&parquet_bytes(&paths_table(&result)).expect("Parquet"));
        assert_eq!(rows.len(), 4);
        for (path, row) in rows.iter().enumerate() {
            let found = |name: &str| row.iter().find(|(n, _)| n == name).map(|(_, f)| f.clone());
            assert_eq!(found("scenario"), Some(Field::Str("test-scenario".to_owned())));
            assert_eq!(found("path"), Some(Field::Long(path as i64)));
            let units = result.metrics[0].values[path];
            assert_eq!(found("delivered_units"), Some(Field::Double(units)));
            let first = result.metrics[1].values[path];
            let first = if first.is_nan() { Field::Null } else { Field::Double(first) };
            assert_eq!(found("first_delivery_week"), Some(first));
            let price = result.inputs[0].values[path];
            assert_eq!(found("input.product.h200.price_usd"), Some(Field::Double(price)));
        }
    }

    #[test]
    fn a_table_in_pieces_has_the_rows_of_the_whole() {
        let result = small_result();
        let table = paths_table(&result);
        let mut bytes = Vec::new();
        let mut file = ParquetFile::begin(&mut bytes, &table).expect("a file");
        for _ in 0..3 {
            file.add(&table).expect("a piece");
        }
        file.finish().expect("an end");
        let whole = rows(&parquet_bytes(&table).expect("Parquet"));
        assert_eq!(rows(&bytes), [whole.clone(), whole.clone(), whole].concat());
        assert_eq!(reader(&bytes).metadata().num_row_groups(), 3);
    }

    #[test]
    fn the_series_come_back_with_dates_and_labels() {
        let rows = rows(&parquet_bytes(&series_table(&small_result())).expect("Parquet"));
        assert_eq!(rows.len(), 2 * 10 + 2 * 2 + 2 * 2);
        let text = |field: &str| Field::Str(field.to_owned());
        let last: Vec<Field> = rows.last().expect("rows").iter().map(|(_, f)| f.clone()).collect();
        // 12 February 2026 is day 20,496 since 1970.
        let expected = [
            text("test-scenario"),
            Field::Long(2),
            Field::Date(20_496),
            text("regime.beijing.open"),
            text("all"),
            text("all"),
            text("share_of_paths"),
            Field::Double(0.4),
        ];
        assert_eq!(last, expected);
    }

    #[test]
    fn the_bytes_are_the_same_and_name_no_machine() {
        let result = small_result();
        let bytes = parquet_bytes(&paths_table(&result)).expect("Parquet");
        assert_eq!(bytes, parquet_bytes(&paths_table(&result)).expect("Parquet"));
        let reader = reader(&bytes);
        assert_eq!(reader.metadata().file_metadata().created_by(), Some(CREATED_BY));
        assert_eq!(reader.metadata().num_row_groups(), 1);
        let group = reader.metadata().row_group(0);
        let dictionary = |k: usize| {
            let mut encodings = group.column(k).encodings();
            encodings.any(|e| matches!(e, Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY))
        };
        assert!(dictionary(0), "text is not a dictionary");
        assert!(!dictionary(2), "numbers are");
        assert_eq!(group.column(2).compression(), Compression::SNAPPY);
    }

    #[test]
    fn a_run_without_paths_or_series_is_a_table_without_rows() {
        let mut result = small_result();
        result.paths = 0;
        result.metrics.iter_mut().for_each(|metric| metric.values.clear());
        result.inputs.clear();
        result.series.variables.clear();
        result.regimes.clear();
        for table in [paths_table(&result), series_table(&result)] {
            assert!(rows(&parquet_bytes(&table).expect("Parquet")).is_empty());
        }
    }
}
