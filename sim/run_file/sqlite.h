// SQLite as values that close themselves and errors that cannot be overlooked.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace orrery {

// What SQLite says, and to what: a disk that is full, a file that is damaged. The text is for whoever uses Orrery.
class SqliteError : public std::runtime_error {
 public:
  SqliteError(const std::string& text, int code) : std::runtime_error(text), code_(code) {}
  bool is_disk_full() const;
  bool is_damage() const;

 private:
  int code_;  // SQLite's primary result code
};

// One connection, for one thread. Everything that fails throws SqliteError.
class Database {
 public:
  // `read` never writes to the file itself; `create` makes a new one.
  enum class Mode : std::uint8_t { read, create };
  Database(const std::string& file, Mode mode);
  ~Database();
  Database(Database&& other) noexcept;
  Database& operator=(Database&& other) noexcept;

  // Statements without results, separated by semicolons.
  void execute(const std::string& sql);
  // The first column of the first row; 0 where there is no row.
  std::int64_t number(const std::string& sql);
  std::string text(const std::string& sql);

  sqlite3* handle() const { return handle_; }

 private:
  sqlite3* handle_ = nullptr;
};

// A prepared statement. Parameters count from 1 as SQLite has them, columns from 0.
class Statement {
 public:
  Statement(const Database& database, std::string_view sql);
  ~Statement();
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;

  Statement& bind(int parameter, std::int64_t value);
  Statement& bind(int parameter, double value);
  // The text must live until the statement is carried out.
  Statement& bind(int parameter, std::string_view value);
  Statement& bind_null(int parameter);

  // Carries out a statement without results, and makes it ready for the next.
  void run();
  // Goes to the next row; false, and ready for the next bindings, where there is none.
  bool step();
  // Makes a statement ready whose rows were not all read.
  void reset();
  // The same, and nothing is bound any more.
  void clear();

  bool is_null(int column) const;
  bool is_text(int column) const;
  std::int64_t number(int column) const;
  double real(int column) const;
  // Until the next step.
  std::string_view text(int column) const;

 private:
  sqlite3_stmt* handle_ = nullptr;
};

}  // namespace orrery
