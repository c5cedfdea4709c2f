/* SPDX-License-Identifier: MIT */
/* simdjson for bench_c: its DOM and its on-demand reader, with a parser and a padded text made once. */
#include "peer.h"

#include <memory>
#include <simdjson.h>
#include <string>

namespace {

struct state {
    simdjson::padded_string text;
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    std::unique_ptr<simdjson::internal::dom_parser_implementation> stage;
    simdjson::internal::string_builder<> builder;
    simdjson::ondemand::parser on_demand;
    bench_names *names = nullptr;
    std::string output;
    std::size_t output_length = 0;

    ~state() {
        bench_names_free(names);
    }

    state(const char *bytes, std::size_t length) : text(bytes, length) {
    }
};

state *self_of(void *opaque) {
    return static_cast<state *>(opaque);
}

void *open_parse(const char *bytes, std::size_t length) {
    return new state(bytes, length);
}

void close_state(void *opaque) {
    delete self_of(opaque);
}

void digest_element(bench_digest *ret, simdjson::dom::element element) {
    using simdjson::dom::element_type;
    switch (element.type()) {
    case element_type::INT64:
    case element_type::UINT64:
    case element_type::DOUBLE: digest_number(ret, double(element)); break;
    case element_type::STRING: {
        std::string_view text = element;
        digest_bytes(ret, 's', text.data(), text.size());
        break;
    }
    case element_type::BOOL: digest_bytes(ret, bool(element) ? 't' : 'f', nullptr, 0); break;
    case element_type::ARRAY:
        digest_bytes(ret, '[', nullptr, 0);
        for (simdjson::dom::element member : simdjson::dom::array(element)) {
            digest_element(ret, member);
        }
        break;
    case element_type::OBJECT:
        digest_bytes(ret, '{', nullptr, 0);
        for (simdjson::dom::key_value_pair pair : simdjson::dom::object(element)) {
            digest_bytes(ret, 's', pair.key.data(), pair.key.size());
            digest_element(ret, pair.value);
        }
        break;
    default: digest_bytes(ret, '0', nullptr, 0);
    }
}

std::size_t run_parse(void *opaque) {
    state *self = self_of(opaque);
    return self->parser.parse(self->text).get(self->root) == simdjson::SUCCESS ? 1 : 0;
}

bool digest_root(void *opaque, bench_digest *ret) {
    digest_element(ret, self_of(opaque)->root);
    return true;
}

/* Stage 1 alone: the structural index and UTF-8 validation. */
void *open_stage(const char *bytes, std::size_t length) {
    state *self = new state(bytes, length);
    auto error = simdjson::get_active_implementation()->create_dom_parser_implementation(length, 1024, self->stage);
    if (error) {
        delete self;
        return nullptr;
    }
    return self;
}

std::size_t run_stage(void *opaque) {
    state *self = self_of(opaque);
    auto text = reinterpret_cast<const std::uint8_t *>(self->text.data());
    return self->stage->stage1(text, self->text.size(), simdjson::stage1_mode::regular)
               ? 0
               : self->stage->n_structural_indexes;
}

std::size_t run_utf8(void *opaque) {
    state *self = self_of(opaque);
    return simdjson::validate_utf8(self->text.data(), self->text.size()) ? 1 : 0;
}

void *open_minify(const char *bytes, std::size_t length) {
    state *self = new state(bytes, length);
    self->output.resize(length + simdjson::SIMDJSON_PADDING);
    return self;
}

std::size_t run_minify(void *opaque) {
    state *self = self_of(opaque);
    auto error = simdjson::minify(self->text.data(), self->text.size(), &self->output[0], self->output_length);
    return error ? 0 : self->output_length;
}

bool digest_minified(void *opaque, bench_digest *ret) {
    state *self = self_of(opaque);
    digest_bytes(ret, 'o', self->output.data(), self->output_length);
    return true;
}

void *open_document(const char *bytes, std::size_t length) {
    state *self = new state(bytes, length);
    if (run_parse(self) == 0) {
        delete self;
        return nullptr;
    }
    return self;
}

std::size_t run_write(void *opaque) {
    state *self = self_of(opaque);
    self->builder.clear();
    self->builder.append(self->root);
    return self->builder.str().size();
}

bool digest_written(void *opaque, bench_digest *ret) {
    simdjson::dom::parser again;
    simdjson::dom::element root;
    if (again.parse(simdjson::padded_string(self_of(opaque)->builder.str())).get(root)) {
        return false;
    }
    digest_element(ret, root);
    return true;
}

std::size_t walk(simdjson::dom::element element) {
    using simdjson::dom::element_type;
    std::size_t sum = 1;
    switch (element.type()) {
    case element_type::STRING: return std::string_view(element).size();
    case element_type::ARRAY:
        for (simdjson::dom::element member : simdjson::dom::array(element)) {
            sum += walk(member);
        }
        return sum;
    case element_type::OBJECT:
        for (simdjson::dom::key_value_pair pair : simdjson::dom::object(element)) {
            sum += pair.key.size() + walk(pair.value);
        }
        return sum;
    default: return sum;
    }
}

std::size_t run_walk(void *opaque) {
    return walk(self_of(opaque)->root);
}

std::size_t run_parse_walk(void *opaque) {
    return run_parse(opaque) != 0 ? run_walk(opaque) : 0;
}

std::size_t walk(simdjson::ondemand::value value) {
    using simdjson::ondemand::json_type;
    std::size_t sum = 1;
    switch (value.type().value()) {
    case json_type::string: return value.get_string().value().size();
    case json_type::array:
        for (auto member : value.get_array().value()) {
            sum += walk(member.value());
        }
        return sum;
    case json_type::object:
        for (auto field : value.get_object().value()) {
            sum += field.unescaped_key().value().size();
            sum += walk(field.value().value());
        }
        return sum;
    case json_type::number:
        return value.get_number().error() ? throw simdjson::simdjson_error(value.get_number().error()) : sum;
    case json_type::boolean: return value.get_bool().value() ? sum : sum;
    default: return value.is_null().value() ? sum : sum;
    }
}

/* Every value is asked for: what on-demand leaves out of a document that is read in part is not this row's matter. */
std::size_t run_on_demand(void *opaque) {
    state *self = self_of(opaque);
    try {
        simdjson::ondemand::document document = self->on_demand.iterate(self->text);
        return walk(document.get_value().value());
    } catch (const simdjson::simdjson_error &) {
        return 0; /* a scalar at the root */
    }
}

void *open_names(const char *bytes, std::size_t length, bench_names *make(const char *, std::size_t)) {
    state *self = static_cast<state *>(open_document(bytes, length));
    if (self != nullptr && (self->names = make(bytes, length)) == nullptr) {
        delete self;
        return nullptr;
    }
    return self;
}

void *open_keys(const char *bytes, std::size_t length) {
    return open_names(bytes, length, bench_keys);
}

void *open_pointers(const char *bytes, std::size_t length) {
    return open_names(bytes, length, bench_pointers);
}

std::size_t run_get(void *opaque) {
    state *self = self_of(opaque);
    std::size_t found = 0;
    for (std::size_t i = 0; i < self->names->count; i++) {
        const bench_name &name = self->names->names[i];
        found += self->root.at_key(std::string_view(name.text, name.length)).error() == simdjson::SUCCESS;
    }
    return found;
}

std::size_t run_pointers(void *opaque) {
    state *self = self_of(opaque);
    std::size_t found = 0;
    for (std::size_t i = 0; i < self->names->count; i++) {
        const bench_name &name = self->names->names[i];
        found += self->root.at_pointer(std::string_view(name.text, name.length)).error() == simdjson::SUCCESS;
    }
    return found;
}

/* Each line where it lies: what follows it, or the padding, may be read. */
std::size_t run_messages(void *opaque) {
    state *self = self_of(opaque);
    const char *at = self->text.data(), *end = at + self->text.size();
    std::size_t documents = 0;
    while (at < end) {
        const char *line = at, *stop = static_cast<const char *>(std::memchr(line, '\n', std::size_t(end - line)));
        stop = stop != nullptr ? stop : end;
        at = stop + 1;
        if (line < stop) {
            if (self->parser.parse(line, std::size_t(stop - line), false).get(self->root)) {
                return 0;
            }
            documents++;
        }
    }
    return documents;
}

/* parse_many on one thread, like everybody else. */
std::size_t run_lines(void *opaque) {
    state *self = self_of(opaque);
    self->parser.threaded = false;
    simdjson::dom::document_stream stream;
    if (self->parser.parse_many(self->text).get(stream)) {
        return 0;
    }
    std::size_t documents = 0;
    for (auto document : stream) {
        if (document.error()) {
            return 0;
        }
        documents++;
    }
    return documents;
}

const bench_operation operations[] = {
    {"parse", "dom, reused parser", open_parse, nullptr, run_parse, digest_root, close_state},
    {"validate", "dom, reused parser", open_parse, nullptr, run_parse, nullptr, close_state},
    {"stage 1", "", open_stage, nullptr, run_stage, nullptr, close_state},
    {"validate UTF-8", "", open_parse, nullptr, run_utf8, nullptr, close_state},
    {"minify", "", open_minify, nullptr, run_minify, digest_minified, close_state},
    {"write compact", "reused builder", open_document, nullptr, run_write, digest_written, close_state},
    {"walk", "", open_document, nullptr, run_walk, nullptr, close_state},
    {"parse and walk", "dom, reused parser", open_parse, nullptr, run_parse_walk, nullptr, close_state},
    {"parse and walk", "on-demand", open_parse, nullptr, run_on_demand, nullptr, close_state},
    {"look-up", "", open_keys, nullptr, run_get, nullptr, close_state},
    {"pointer", "", open_pointers, nullptr, run_pointers, nullptr, close_state},
    {"messages", "dom, reused parser", open_parse, nullptr, run_messages, nullptr, close_state},
    {"lines", "parse_many", open_parse, nullptr, run_lines, nullptr, close_state},
    {nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr},
};

/* With the kernels that it chose; SIMDJSON_FORCE_IMPLEMENTATION chooses others. */
const char *version() {
    static const std::string text = SIMDJSON_VERSION " (" + simdjson::get_active_implementation()->name() + ")";
    return text.c_str();
}

} // namespace

extern "C" const bench_peer peer_simdjson = {"simdjson", version, operations};
