// Bytes written and read one after the other: fixed numbers with the low byte first, small numbers in as few
// bytes as they need, texts led by their length.
// Tested by tests/unit/store/binary_snapshot_test.cpp
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace docket::stored {

class ByteWriter {
 public:
  // Writes behind what `bytes` holds; it is as long as was written once this is gone.
  explicit ByteWriter(std::string& bytes) : bytes_(bytes), end_(bytes.size()) { bytes_.resize(end_ + kRoom); }
  ~ByteWriter() { bytes_.resize(end_); }
  ByteWriter(const ByteWriter&) = delete;
  ByteWriter& operator=(const ByteWriter&) = delete;

  void byte(std::uint8_t number) {
    *room(1) = static_cast<char>(number);
    end_ += 1;
  }
  void fixed(std::uint64_t number) {
    char* const place = room(8);
    for (unsigned i = 0; i < 8; ++i) place[i] = static_cast<char>(number >> (8 * i) & 0xFFU);
    end_ += 8;
  }
  void small(std::uint64_t number) {
    char* const place = room(10);
    std::size_t length = 0;
    for (; number >= 0x80; number >>= 7U) place[length++] = static_cast<char>((number & 0x7FU) | 0x80U);
    place[length++] = static_cast<char>(number);
    end_ += length;
  }
  // Around zero.
  void signed_small(std::int64_t number) {
    small(static_cast<std::uint64_t>(number) << 1U ^ (number < 0 ? ~std::uint64_t{0} : 0U));
  }
  void raw(std::string_view bytes) {
    std::memcpy(room(bytes.size()), bytes.data(), bytes.size());
    end_ += bytes.size();
  }
  void text(std::string_view text) {
    small(text.size());
    raw(text);
  }
  std::size_t position() const { return end_; }
  void put_fixed(std::size_t position, std::uint64_t number) {
    for (unsigned i = 0; i < 8; ++i) bytes_[position + i] = static_cast<char>(number >> (8 * i) & 0xFFU);
  }
  std::string_view from(std::size_t position) const {
    return std::string_view(bytes_).substr(position, end_ - position);
  }

 private:
  static constexpr std::size_t kRoom = 256;  // enough for most cases

  char* room(std::size_t length) {
    if (bytes_.size() - end_ < length) bytes_.resize(end_ + length + bytes_.size());
    return bytes_.data() + end_;
  }

  std::string& bytes_;
  std::size_t end_;
};

// Once something is missing or impossible all that is read is nothing; ask at the end.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  bool is_good() const { return is_good_; }
  void fail() { is_good_ = false; }
  std::size_t left() const { return rest_.size(); }

  std::uint8_t byte() { return static_cast<std::uint8_t>(raw(1).front()); }
  std::uint64_t fixed() {
    const auto bytes = raw(8);
    std::uint64_t number = 0;
    for (unsigned i = 0; i < 8; ++i) number |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
    return number;
  }
  std::uint64_t small() {
    std::uint64_t number = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const auto next = byte();
      number |= std::uint64_t{next & 0x7FU} << shift;
      if (next < 0x80) return number;
    }
    fail();
    return 0;
  }
  // At most `most`.
  std::size_t small(std::size_t most) {
    const auto number = small();
    if (number <= most) return static_cast<std::size_t>(number);
    fail();
    return 0;
  }
  std::int64_t signed_small() {
    const auto number = small();
    return static_cast<std::int64_t>(number >> 1U ^ (~(number & 1U) + 1U));
  }
  std::string_view raw(std::size_t length) {
    if (length > rest_.size() || !is_good_) {
      fail();
      return std::string_view(kNothing, std::min(length, sizeof kNothing - 1));
    }
    const auto bytes = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return bytes;
  }
  std::string_view text() {
    const auto length = small(rest_.size());
    return raw(length);
  }

 private:
  static constexpr char kNothing[33] = {};  // for reads of known length that find nothing
  std::string_view rest_;
  bool is_good_ = true;
};

}  // namespace docket::stored
