//! The console's built files are embedded. Where they are not built yet the folder is made, so that the binary can be built without Node; its
//! pages then say how to build them. A build of the console makes this crate anew.
#![forbid(unsafe_code)]

fn main() {
    let dist = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../dashboards/console/dist");
    if let Err(error) = std::fs::create_dir_all(&dist) {
        println!("cargo::error=cannot make {}: {error}", dist.display());
    }
    println!("cargo::rerun-if-changed=../dashboards/console/dist");
    println!("cargo::rerun-if-changed=build.rs");
}
