//! Rebuilds when a file is added to or removed from `lexicons/`, which the program carries inside it.

fn main() {
    println!("cargo:rerun-if-changed=lexicons");
}
