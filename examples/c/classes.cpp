// SPDX-License-Identifier: MIT
// From C++: documents and texts that free themselves.
#include <lanejson.h>

#include <iostream>
#include <memory>
#include <string>

struct doc_free {
    void operator()(lane_doc *doc) const {
        lane_doc_free(doc);
    }
};
struct writer_free {
    void operator()(lane_writer *writer) const {
        lane_writer_free(writer);
    }
};

static std::string string_of(const lane_value *value) {
    return std::string(lane_value_length(value) != 0 ? lane_value_text(value) : "", lane_value_length(value));
}

int main() {
    const std::string text = R"({"names": ["Ada", "Grace"], "year": 1952})";
    lane_error error;
    std::unique_ptr<lane_doc, doc_free> doc(lane_parse(text.data(), text.size(), nullptr, &error));
    const lane_value *root = lane_doc_root(doc.get());
    lane_iterator it = lane_iterate(lane_object_get(root, "names", 5));
    while (const lane_value *name = lane_array_next(&it))
        std::cout << string_of(name) << '\n';
    std::unique_ptr<lane_writer, writer_free> writer(lane_writer_new(nullptr));
    lane_writer_array(writer.get());
    lane_writer_value(writer.get(), lane_object_get(root, "year", 4));
    lane_writer_end(writer.get());
    std::cout << lane_writer_finish(writer.get(), nullptr, nullptr) << '\n';
}
