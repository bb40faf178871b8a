//! Tools that the tests share.

pub(crate) mod browser;
pub(crate) mod check;
pub(crate) mod compare;
pub(crate) mod csv;
pub(crate) mod dumps;
pub(crate) mod folder;
pub(crate) mod program;
pub(crate) mod scenario;
/// The generator of synthetic dumps.
#[path = "../../../benches/support/mod.rs"]
pub(crate) mod support;
pub(crate) mod world;
