// SPDX-License-Identifier: MIT
//! Looks a value up from Rust, through the functions that the library exports.

use std::os::raw::{c_char, c_double, c_void};

extern "C" {
    fn lane_parse(text: *const c_char, length: usize, options: *const c_void, error: *mut c_void) -> *mut c_void;
    fn lane_doc_root(doc: *const c_void) -> *const c_void;
    fn lane_doc_free(doc: *mut c_void);
    fn lane_pointer_get(value: *const c_void, pointer: *const c_char, length: usize) -> *const c_void;
    fn lane_value_double(value: *const c_void) -> c_double;
    fn lane_value_text(value: *const c_void) -> *const c_char;
    fn lane_value_length(value: *const c_void) -> usize;
}

fn main() {
    let text = b"{\"city\": \"Zurich\", \"area\": 87.9}"; // lives longer than the document
    unsafe {
        let doc = lane_parse(text.as_ptr() as *const c_char, text.len(), std::ptr::null(), std::ptr::null_mut());
        let root = lane_doc_root(doc);
        let city = lane_pointer_get(root, b"/city".as_ptr() as *const c_char, 5);
        let bytes = std::slice::from_raw_parts(lane_value_text(city) as *const u8, lane_value_length(city));
        println!("{}", std::str::from_utf8(bytes).unwrap());
        println!("{}", lane_value_double(lane_pointer_get(root, b"/area".as_ptr() as *const c_char, 5)));
        lane_doc_free(doc);
    }
}
