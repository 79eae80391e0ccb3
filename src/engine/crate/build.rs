//! Copies the C headers that belong to the engine to the folder that the build of hako names,
//! so that headers and library can't be of two versions.

use std::{env, fs, io, path::Path};

fn copy_tree(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

fn main() {
    println!("cargo:rerun-if-env-changed=HAKO_ENGINE_INCLUDE_DIR");
    let headers = env::var("DEP_WASMTIME_C_API_INCLUDE").expect("the engine's C API names its headers");
    if let Ok(target) = env::var("HAKO_ENGINE_INCLUDE_DIR") {
        copy_tree(Path::new(&headers), Path::new(&target)).expect("copying the engine's headers");
    }
}
