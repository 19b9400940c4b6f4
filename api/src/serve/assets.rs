//! The console's built files, embedded in the binary. Every path that is neither a file nor of the API is the console's own page: its router
//! reads the address.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{Embed, EmbeddedFile};

use super::problem::ApiError;

#[derive(Embed)]
#[folder = "../dashboards/console/dist"]
struct Dist;

/// Shown where the console was not built before the binary was.
const UNBUILT: &str = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>明镜</title>\
    <body style=\"font:16px/1.6 sans-serif;max-width:40em;margin:4em auto;padding:0 1em\">\
    <h1>控制台还没有构建</h1><p>程序里没有控制台的页面。请在 <code>dashboards/</code> 里运行 <code>npm ci && npm run build</code>，\
    再运行 <code>cargo build --release</code>；或者直接运行 <code>make run</code>。</p>\
    <h1 lang=\"en\">The console is not built</h1><p lang=\"en\">This binary holds no pages. Run <code>npm ci && npm run build</code> in \
    <code>dashboards/</code>, then <code>cargo build --release</code>; or simply <code>make run</code>. The API answers under \
    <a href=\"/api/openapi.json\">/api</a> all the same.</p>";

fn type_of(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// What stands at a path that no route has.
pub async fn serve(request: Request) -> Response {
    let path = request.uri().path();
    if path.starts_with("/api/") || path == "/api" {
        return ApiError::NoRoute { path: path.to_owned() }.into_response();
    }
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return ApiError::Method { method: request.method().to_string(), path: path.to_owned() }.into_response();
    }
    let name = path.trim_start_matches('/');
    if let Some(file) = Dist::get(name).filter(|_| !name.is_empty() && !name.starts_with('.')) {
        return answer(name, file, request.headers());
    }
    // A file that is gone must not come as a page: a browser would take it for the script it asked for.
    if name.starts_with("assets/") {
        return ApiError::NoRoute { path: path.to_owned() }.into_response();
    }
    match Dist::get("index.html") {
        Some(page) => answer("index.html", page, request.headers()),
        None => ([(header::CONTENT_TYPE, type_of("index.html"))], UNBUILT).into_response(),
    }
}

fn answer(name: &str, file: EmbeddedFile, asked: &HeaderMap) -> Response {
    let hash: String = file.metadata.sha256_hash().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{hash}\"");
    // The build puts a hash of the content into the names of assets: what has such a name never changes.
    let keep = if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let is_known = asked
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|tags| tags.split(',').any(|known| known.trim() == tag));
    let mut response = if is_known { StatusCode::NOT_MODIFIED.into_response() } else { Body::from(file.data.into_owned()).into_response() };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    if !is_known {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(type_of(name)));
    }
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn get(path: &str) -> Response {
        serve(Request::builder().uri(path).body(Body::empty()).expect("a request")).await
    }

    #[tokio::test]
    async fn the_console_answers_its_own_paths_and_the_api_does_not() {
        for path in ["/", "/alerts/JC202500000001", "/cases"] {
            let response = get(path).await;
            assert_eq!(response.status(), StatusCode::OK, "{path}");
            assert_eq!(response.headers()[header::CONTENT_TYPE], "text/html; charset=utf-8", "{path}");
        }
        for path in ["/api/v1/nothing", "/api", "/assets/gone-12345678.js"] {
            let response = get(path).await;
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
            assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json", "{path}");
        }
    }

    #[tokio::test]
    async fn a_file_that_the_browser_has_is_not_sent_again() {
        let Some(name) = Dist::iter().find(|name| name.ends_with(".html")) else { return };
        let path = format!("/{name}");
        let first = get(&path).await;
        let tag = first.headers()[header::ETAG].clone();
        let again = Request::builder().uri(&path).header(header::IF_NONE_MATCH, tag).body(Body::empty()).expect("a request");
        assert_eq!(serve(again).await.status(), StatusCode::NOT_MODIFIED);
    }
}
