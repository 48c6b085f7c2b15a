//! Tells cargo when what this crate embeds has changed: the templates, and the styles and script that npm builds.

fn main() {
    println!("cargo:rerun-if-changed=templates");
    println!("cargo:rerun-if-changed=../web/dist/manifest.json");
    if !std::path::Path::new("../web/dist/manifest.json").exists() {
        println!(
            "cargo:warning=styles and script are not built: pages will be plain. Run `npm ci && npm run build` in platform/web, or `make`."
        );
    }
}
