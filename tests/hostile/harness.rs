//! What these tests share with those of the figures.

#[path = "../suite/harness/csv.rs"]
pub(crate) mod csv;
#[path = "../suite/harness/dumps.rs"]
pub(crate) mod dumps;
#[path = "../suite/harness/program.rs"]
pub(crate) mod program;
#[path = "../suite/harness/scenario.rs"]
pub(crate) mod scenario;
#[path = "../suite/harness/world.rs"]
pub(crate) mod world;
