//! `mingjing query 'SQL'`: read-only SQL over the facts.

use clap::{Args, ValueEnum};
use mingjing_engine::facts::query::Format;

use super::{Place, When};

/// Options of `query`.
#[derive(Args)]
pub struct Query {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    when: When,
    /// A SELECT, or `DESCRIBE relation`. It may begin with a comment.
    #[arg(value_name = "SQL", allow_hyphen_values = true)]
    sql: String,
    /// How the rows are written.
    #[arg(long, value_enum, default_value_t = Shape::Table)]
    format: Shape,
}

#[derive(Clone, Copy, ValueEnum)]
enum Shape {
    Table,
    Json,
    Csv,
    Parquet,
}

impl Query {
    /// Runs it.
    pub async fn run(self) -> anyhow::Result<u8> {
        let office = self.place.open().await?;
        let view = office.as_of(self.when.now(), self.when.known).await?;
        let format = match self.format {
            Shape::Table if self.place.json => Format::Json,
            Shape::Table => Format::Table,
            Shape::Json => Format::Json,
            Shape::Csv => Format::Csv,
            Shape::Parquet => Format::Parquet,
        };
        let answer = view.session()?.run(&self.sql).await;
        let done = match answer {
            Ok(answer) => answer.write(format, &mut std::io::stdout().lock()).map_err(anyhow::Error::from),
            Err(error) => Err(error.into()),
        };
        office.close().await?;
        done?;
        Ok(0)
    }
}
