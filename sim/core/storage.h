// Durable storage of one node: named cells (one value each) and named append-only logs.
// A write is seen by later reads at once and is durable once a sync issued after it has completed. A crash keeps what
// was synced and a drawn prefix of the writes issued since, in the order in which they were issued.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

#include "core/check.h"
#include "core/ids.h"
#include "core/message.h"
#include "core/name.h"

namespace orrery {

// A stored value of any copyable type, immutable and shared.
class StoredValue {
 public:
  StoredValue() = default;
  template <class T>
  static StoredValue of(T value) {
    StoredValue stored;
    stored.type_ = &type_tag<T>;
    stored.data_ = std::make_shared<const T>(std::move(value));
    return stored;
  }
  // What others hold as well, without another copy.
  template <class T>
  static StoredValue share(std::shared_ptr<const T> value) {
    StoredValue stored;
    stored.type_ = &type_tag<T>;
    stored.data_ = std::move(value);
    return stored;
  }
  template <class T>
  std::shared_ptr<const T> shared() const {
    return as<T>() == nullptr ? nullptr : std::static_pointer_cast<const T>(data_);
  }
  template <class T>
  const T* as() const {
    ORRERY_CHECK(type_ == nullptr || type_ == &type_tag<T>, "a stored value to be read as the type it was written as");
    return static_cast<const T*>(data_.get());
  }

 private:
  template <class T>
  static constexpr char type_tag = 0;
  const char* type_ = nullptr;
  std::shared_ptr<const void> data_;
};

class Storage {
 public:
  virtual ~Storage() = default;

  // The cell's value, or nullptr where nothing is stored. Valid until the cell is written again or the node crashes.
  template <class T>
  const T* read(Name cell) const {
    return read_cell(cell.id()).as<T>();
  }
  // `size` is what the write costs on the disk, in bytes.
  template <class T>
  void write(Name cell, T value, Bytes size = sizeof(T)) {
    write_cell(cell.id(), StoredValue::of(std::move(value)), size);
  }

  // Entries are numbered from 0, also after the oldest were discarded. first(): the oldest there is, or length().
  virtual std::size_t first(Name log) const = 0;
  virtual std::size_t length(Name log) const = 0;
  template <class T>
  const T& entry(Name log, std::size_t position) const {
    const T* value = read_entry(log.id(), position).template as<T>();
    ORRERY_CHECK(value != nullptr, "a log entry that exists");
    return *value;
  }
  template <class T>
  void append(Name log, T value, Bytes size = sizeof(T)) {
    append_entry(log.id(), StoredValue::of(std::move(value)), size);
  }
  // The same for an entry that others hold as well.
  template <class T>
  std::shared_ptr<const T> shared_entry(Name log, std::size_t position) const {
    std::shared_ptr<const T> value = read_entry(log.id(), position).template shared<T>();
    ORRERY_CHECK(value != nullptr, "a log entry that exists");
    return value;
  }
  template <class T>
  void append_shared(Name log, std::shared_ptr<const T> value, Bytes size) {
    append_entry(log.id(), StoredValue::share(std::move(value)), size);
  }
  // Drops every entry from `length` on; first() <= length <= length().
  virtual void truncate(Name log, std::size_t length) = 0;
  // Drops every entry before `first`. Beyond length() the log is empty and goes on at `first`. Never moves back.
  virtual void discard(Name log, std::size_t first) = 0;

  // Makes all writes issued so far durable; Node::on_synced tells when. Syncs complete in the order of their issue.
  virtual SyncId sync() = 0;

 protected:
  virtual const StoredValue& read_cell(NameId cell) const = 0;
  virtual void write_cell(NameId cell, StoredValue value, Bytes size) = 0;
  virtual const StoredValue& read_entry(NameId log, std::size_t position) const = 0;
  virtual void append_entry(NameId log, StoredValue value, Bytes size) = 0;
};

}  // namespace orrery
