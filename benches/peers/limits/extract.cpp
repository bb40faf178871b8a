// Measures the limits of the hardware: extract read|extract THREADS DUMP
//
// `read` reads the bytes of a dump and does nothing with them. `extract` also extracts from every
// session and history, by simdjson On-Demand, the fields that the default reports of phasebook
// need. It computes nothing: no dates, no names by id, no joins, no duplicates, no messages.
//
// The dump is one of `generate`: files `sessions*` (arrays or lines) and `routing*` (lines), or
// folders with these names that have one session or one bare history per file.

#include "simdjson.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace fs = std::filesystem;
namespace od = simdjson::ondemand;

// Files of lines are split into parts of this size, so that all threads have work.
constexpr size_t PART = 4 << 20;

enum class Content { Session, SessionArray, SessionLines, History, HistoryLines, Other };

struct Part {
    std::string path;
    Content content;
    size_t begin;
    size_t end; // SIZE_MAX for the end of the file
};

// The result, which keeps the extraction from being optimised away and can be compared.
struct Tally {
    uint64_t bytes = 0;
    uint64_t sessions = 0;
    uint64_t histories = 0;
    uint64_t events = 0;
    uint64_t fields = 0;
    uint64_t mix = 0;

    void take(std::string_view text) {
        fields += 1;
        mix += text.size() + static_cast<unsigned char>(text.empty() ? 0 : text.front());
    }
    void take(int64_t number) {
        fields += 1;
        mix += static_cast<uint64_t>(number);
    }
    void add(const Tally &other) {
        bytes += other.bytes;
        sessions += other.sessions;
        histories += other.histories;
        events += other.events;
        fields += other.fields;
        mix += other.mix;
    }
};

// A number; missing values are skipped.
void number(od::object &object, std::string_view key, Tally &tally) {
    int64_t value;
    if (object[key].get_int64().get(value) == simdjson::SUCCESS) {
        tally.take(value);
    }
}

// The raw text of a value: times, durations, enumerations, booleans.
void token(od::object &object, std::string_view key, Tally &tally) {
    od::value value;
    if (object[key].get(value) == simdjson::SUCCESS) {
        tally.take(value.raw_json_token());
    }
}

// The unescaped text of a value: names.
void text(od::object &object, std::string_view key, Tally &tally) {
    std::string_view value;
    if (object[key].get_string().get(value) == simdjson::SUCCESS) {
        tally.take(value);
    }
}

void person(od::object &object, std::string_view key, Tally &tally) {
    od::object person;
    if (object[key].get_object().get(person) == simdjson::SUCCESS) {
        number(person, "userId", tally);
        text(person, "firstName", tally);
        text(person, "lastName", tally);
    }
}

// Fields are looked up in the API's order, which is fastest with On-Demand.
void session(od::object object, Tally &tally) {
    tally.sessions += 1;
    number(object, "id", tally);
    number(object, "companyId", tally);
    number(object, "departmentId", tally);
    token(object, "channel", tally);
    token(object, "source", tally);
    token(object, "status", tally);
    token(object, "isDirectChat", tally);
    text(object, "widget", tally);
    od::array operators;
    if (object["operators"].get_array().get(operators) == simdjson::SUCCESS) {
        for (auto element : operators) {
            od::object stint = element.get_object();
            number(stint, "userId", tally);
            text(stint, "userName", tally);
            text(stint, "firstName", tally);
            text(stint, "lastName", tally);
            token(stint, "joined", tally);
            token(stint, "left", tally);
            token(stint, "concluded", tally);
        }
    }
    for (auto key : {"created", "guestJoined", "started", "ended", "waited", "length", "blacklisted", "autoAccepted"}) {
        token(object, key, tally);
    }
    od::array activities;
    if (object["activities"].get_array().get(activities) == simdjson::SUCCESS) {
        for (auto element : activities) {
            od::object activity = element.get_object();
            od::value time;
            bool timed = activity["time"].get(time) == simdjson::SUCCESS;
            std::string_view at = timed ? time.raw_json_token() : std::string_view();
            std::string_view type = activity["type"].raw_json_token();
            if (type.substr(0, 14) == "\"SessionEnded\"") {
                tally.take(at);
                token(activity, "terminationReason", tally);
            }
        }
    }
    od::array chatbots;
    if (object["chatbots"].get_array().get(chatbots) == simdjson::SUCCESS) {
        bool empty = chatbots.is_empty();
        tally.take(int64_t(!empty));
    }
    number(object, "guestFeedbackStars", tally);
    token(object, "guestFeedbackScale", tally);
    token(object, "guestLeftSession", tally);
    number(object, "campaignId", tally);
}

void history(od::array events, Tally &tally) {
    for (auto element : events) {
        od::object event = element.get_object();
        tally.events += 1;
        number(event, "routingRequestId", tally);
        token(event, "timestamp", tally);
        token(event, "activityType", tally);
        od::object group;
        if (event["group"].get_object().get(group) == simdjson::SUCCESS) {
            number(group, "id", tally);
            text(group, "name", tally);
        }
        person(event, "operator", tally);
        person(event, "forwardedByOperator", tally);
    }
}

// A worker thread, which reuses its parser and its buffer.
class Worker {
  public:
    explicit Worker(bool extract) : extract(extract), buffer(PART * 2 + simdjson::SIMDJSON_PADDING) {}

    void take(const Part &part) {
        size_t from = part.begin == 0 ? 0 : part.begin - 1;
        size_t size = load(part, from);
        if (!extract) {
            // The byte before a part and the line after its end only serve to find its boundaries.
            size_t end = std::min(part.end, from + size);
            tally.bytes += end - part.begin;
            return;
        }
        if (part.content == Content::SessionLines || part.content == Content::HistoryLines) {
            lines(part, from, size);
            return;
        }
        tally.bytes += size;
        if (part.content == Content::Other) {
            return;
        }
        od::document document = parse(buffer.data(), size);
        if (part.content == Content::Session) {
            session(document.get_object(), tally);
        } else if (part.content == Content::History) {
            // An empty array may not be a history.
            uint64_t events = tally.events;
            history(document.get_array(), tally);
            tally.histories += tally.events > events;
        } else {
            for (auto element : document.get_array()) {
                session(element.get_object(), tally);
            }
        }
    }

    Tally tally;

  private:
    // Reads a part with the byte before it and, if it ends within a line, the rest of that line.
    size_t load(const Part &part, size_t from) {
        int file = open(part.path.c_str(), O_RDONLY | O_CLOEXEC);
        if (file < 0) {
            throw std::runtime_error("cannot open " + part.path);
        }
        size_t size = 0;
        size_t wanted = part.end == SIZE_MAX ? SIZE_MAX : part.end - from;
        for (;;) {
            size_t room = buffer.size() - simdjson::SIMDJSON_PADDING - size;
            if (room == 0) {
                buffer.resize(buffer.size() * 2);
                continue;
            }
            // Without a short read, only a read of 0 bytes shows the end of the file.
            size_t ask = wanted > size ? std::min(room, wanted - size) : std::min(room, size_t(1) << 16);
            ssize_t got = pread(file, buffer.data() + size, ask, off_t(from + size));
            if (got < 0) {
                throw std::runtime_error("cannot read " + part.path);
            }
            size += size_t(got);
            if (size_t(got) < ask) {
                break;
            }
            if (size >= wanted && (!extract || std::memchr(buffer.data() + wanted - 1, '\n', size - wanted + 1))) {
                break;
            }
        }
        close(file);
        return size;
    }

    // The lines that begin within a part.
    void lines(const Part &part, size_t from, size_t size) {
        const char *start = buffer.data();
        const char *end = start + size;
        const char *at = start;
        if (part.begin > 0) {
            const void *newline = std::memchr(at, '\n', size);
            at = newline ? static_cast<const char *>(newline) + 1 : end;
        }
        const char *limit = part.end == SIZE_MAX ? end : std::min(end, start + (part.end - from));
        while (at < limit) {
            const void *newline = std::memchr(at, '\n', size_t(end - at));
            const char *next = newline ? static_cast<const char *>(newline) + 1 : end;
            od::document document = parse(at, size_t(next - at));
            if (part.content == Content::SessionLines) {
                session(document.get_object(), tally);
            } else {
                od::object wrapper = document.get_object();
                number(wrapper, "sessionId", tally);
                tally.histories += 1;
                history(wrapper["routingHistory"].get_array(), tally);
            }
            tally.bytes += size_t(next - at);
            at = next;
        }
    }

    // The bytes after a line in the buffer serve as padding; the parser reads but ignores them.
    od::document parse(const char *json, size_t size) {
        return parser.iterate(simdjson::padded_string_view(json, size, size + simdjson::SIMDJSON_PADDING));
    }

    bool extract;
    std::vector<char> buffer;
    od::parser parser;
};

Content content_of(const fs::path &path, const fs::path &dump) {
    bool lines = path.extension() == ".ndjson";
    std::string name = path.lexically_relative(dump).string();
    if (name.rfind("sessions/", 0) == 0) {
        return Content::Session;
    }
    if (name.rfind("routing/", 0) == 0) {
        return Content::History;
    }
    if (name.rfind("sessions", 0) == 0) {
        return lines ? Content::SessionLines : Content::SessionArray;
    }
    return name.rfind("routing", 0) == 0 ? Content::HistoryLines : Content::Other;
}

std::vector<Part> parts_of(const fs::path &dump) {
    std::vector<Part> parts;
    for (const auto &entry : fs::recursive_directory_iterator(dump)) {
        if (!entry.is_regular_file()) {
            continue;
        }
        Content content = content_of(entry.path(), dump);
        bool lines = content == Content::SessionLines || content == Content::HistoryLines;
        size_t size = lines ? entry.file_size() : 0;
        if (size <= PART) {
            parts.push_back({entry.path().string(), content, 0, SIZE_MAX});
            continue;
        }
        for (size_t begin = 0; begin < size; begin += PART) {
            size_t end = begin + PART < size ? begin + PART : SIZE_MAX;
            parts.push_back({entry.path().string(), content, begin, end});
        }
    }
    return parts;
}

int main(int count, char **arguments) {
    std::string mode = count == 4 ? arguments[1] : "";
    int threads = count == 4 ? std::atoi(arguments[2]) : 0;
    if ((mode != "read" && mode != "extract") || threads < 1) {
        std::fprintf(stderr, "usage: extract read|extract THREADS DUMP\n");
        return 2;
    }
    try {
        std::vector<Part> parts = parts_of(arguments[3]);
        std::vector<Worker> workers;
        for (int thread = 0; thread < threads; thread += 1) {
            workers.emplace_back(mode == "extract");
        }
        std::atomic<size_t> next = 0;
        std::atomic<bool> failed = false;
        std::vector<std::thread> running;
        for (Worker &worker : workers) {
            running.emplace_back([&] {
                try {
                    for (size_t place; !failed && (place = next++) < parts.size();) {
                        worker.take(parts[place]);
                    }
                } catch (const std::exception &error) {
                    std::fprintf(stderr, "extract: %s\n", error.what());
                    failed = true;
                }
            });
        }
        Tally total;
        for (size_t place = 0; place < running.size(); place += 1) {
            running[place].join();
            total.add(workers[place].tally);
        }
        std::printf("{\"bytes\": %lu, \"sessions\": %lu, \"histories\": %lu, \"events\": %lu, \"fields\": %lu, \"mix\": %lu}\n",
                    total.bytes, total.sessions, total.histories, total.events, total.fields, total.mix);
        return failed ? 1 : 0;
    } catch (const std::exception &error) {
        std::fprintf(stderr, "extract: %s\n", error.what());
        return 1;
    }
}
