#include "run_file/sqlite.h"

#include <utility>

#include <sqlite3.h>

namespace orrery {

namespace {

constexpr int kPrimaryCode = 0xff;

[[noreturn]] void fail(sqlite3* handle) {
  const int code = sqlite3_errcode(handle) & kPrimaryCode;
  throw SqliteError(code == SQLITE_FULL ? "the disk is full" : sqlite3_errmsg(handle), code);
}

void check(int result, sqlite3* handle) {
  if (result != SQLITE_OK) fail(handle);
}

// How long one waits for the other's lock: a reader while the writer makes its file one piece at the end of a run.
constexpr int kPatienceMs = 5000;

}  // namespace

bool SqliteError::is_disk_full() const { return code_ == SQLITE_FULL; }
bool SqliteError::is_damage() const { return code_ == SQLITE_CORRUPT || code_ == SQLITE_NOTADB; }

Database::Database(const std::string& file, Mode mode) {
  const int flags = mode == Mode::read ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  int result = sqlite3_open_v2(file.c_str(), &handle_, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  // A file that is still written needs its reader to write beside it; any other may be where nothing can be written.
  if (result == SQLITE_CANTOPEN && mode == Mode::read) {
    sqlite3_close(handle_);
    result = sqlite3_open_v2(file.c_str(), &handle_, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
  }
  if (result != SQLITE_OK) {
    const SqliteError error(handle_ != nullptr ? sqlite3_errmsg(handle_) : "out of memory", result & kPrimaryCode);
    sqlite3_close(handle_);
    throw error;
  }
  sqlite3_busy_timeout(handle_, kPatienceMs);
  if (mode == Mode::read) execute("PRAGMA query_only = ON");
}

Database::~Database() { sqlite3_close_v2(handle_); }
Database::Database(Database&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
Database& Database::operator=(Database&& other) noexcept {
  std::swap(handle_, other.handle_);
  return *this;
}

void Database::execute(const std::string& sql) {
  check(sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr), handle_);
}

std::int64_t Database::number(const std::string& sql) {
  Statement statement(*this, sql);
  return statement.step() ? statement.number(0) : 0;
}

std::string Database::text(const std::string& sql) {
  Statement statement(*this, sql);
  return statement.step() ? std::string(statement.text(0)) : std::string();
}

Statement::Statement(const Database& database, std::string_view sql) {
  check(sqlite3_prepare_v3(database.handle(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                           &handle_, nullptr),
        database.handle());
}

Statement::~Statement() { sqlite3_finalize(handle_); }
Statement::Statement(Statement&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}

Statement& Statement::bind(int parameter, std::int64_t value) {
  check(sqlite3_bind_int64(handle_, parameter, value), sqlite3_db_handle(handle_));
  return *this;
}

Statement& Statement::bind(int parameter, double value) {
  check(sqlite3_bind_double(handle_, parameter, value), sqlite3_db_handle(handle_));
  return *this;
}

Statement& Statement::bind(int parameter, std::string_view value) {
  check(sqlite3_bind_text64(handle_, parameter, value.data(), value.size(), SQLITE_STATIC, SQLITE_UTF8),
        sqlite3_db_handle(handle_));
  return *this;
}

Statement& Statement::bind_null(int parameter) {
  check(sqlite3_bind_null(handle_, parameter), sqlite3_db_handle(handle_));
  return *this;
}

void Statement::run() {
  while (step()) {
  }
}

bool Statement::step() {
  const int result = sqlite3_step(handle_);
  if (result == SQLITE_ROW) return true;
  // The error is the connection's until the next call to it.
  if (result != SQLITE_DONE) {
    const int code = result & kPrimaryCode;
    const std::string text = code == SQLITE_FULL ? "the disk is full" : sqlite3_errmsg(sqlite3_db_handle(handle_));
    sqlite3_reset(handle_);
    throw SqliteError(text, code);
  }
  sqlite3_reset(handle_);
  return false;
}

void Statement::reset() { sqlite3_reset(handle_); }

void Statement::clear() {
  sqlite3_reset(handle_);
  sqlite3_clear_bindings(handle_);
}

bool Statement::is_null(int column) const { return sqlite3_column_type(handle_, column) == SQLITE_NULL; }
bool Statement::is_text(int column) const { return sqlite3_column_type(handle_, column) == SQLITE_TEXT; }
std::int64_t Statement::number(int column) const { return sqlite3_column_int64(handle_, column); }
double Statement::real(int column) const { return sqlite3_column_double(handle_, column); }
std::string_view Statement::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(handle_, column));
  return text == nullptr ? std::string_view()
                         : std::string_view(text, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column)));
}

}  // namespace orrery
