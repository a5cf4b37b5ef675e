#include "core/message.h"

namespace orrery {

namespace {
constexpr std::size_t kChunkSize = 64 * 1024;
constexpr std::size_t kChunkHeader = PayloadPool::kSmallestBlock;  // keeps every block aligned to a cache line
}  // namespace

PayloadPool::~PayloadPool() {
  while (chunks_ != nullptr) {
    Chunk* next = chunks_->next;
    ::operator delete (chunks_, std::align_val_t{kSmallestBlock});
    chunks_ = next;
  }
}

void PayloadPool::refill(std::uint32_t size_class) {
  auto* chunk = static_cast<std::byte*>(::operator new (kChunkSize, std::align_val_t{kSmallestBlock}));
  chunks_ = new (chunk) Chunk{chunks_};
  const std::size_t block = kSmallestBlock << size_class;
  for (std::size_t offset = kChunkHeader; offset + block <= kChunkSize; offset += block)
    release(chunk + offset, size_class);
}

// Apart from the destructor, which is so small that it can stand wherever a Payload goes.
void Payload::destroy() {
  if (header_->type->destroy != nullptr) header_->type->destroy(header_ + 1);
  header_->pool->release(header_, header_->size_class);
}

}  // namespace orrery
