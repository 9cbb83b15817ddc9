// Tested by tests/unit/expr/explanation_test.cpp
#include "expr/error_text.hpp"

#include <optional>
#include <vector>

namespace docket::expr {
namespace {

// `*` is whatever stands there; `{0}`, `{1}` put it into the Chinese sentence.
struct Pattern {
  std::string_view english;
  std::string_view chinese;
};

// The first that fits counts.
constexpr Pattern kPatterns[] = {
    {"* is not set", "{0} 未填写"},
    {"* has not happened yet", "事件 {0} 还没有发生过"},
    {"no clock *", "没有时限 {0}"},
    {"there is no event here, so no *", "这里没有事件，因而没有 {0}"},
    {"working days are counted from 1 to *, not *", "工作日数应在 1 到 {0} 之间，而不是 {1}"},
    {"an empty list has no *", "空列表没有可取的项"},
    {"division by zero*", "除数为零"},
    {"the result does not fit into 64 bits*", "结果超出 64 位整数的范围"},
    {"index out of range: * of * items", "位置 {0} 超出范围，共有 {1} 项"},
    {"index out of range: *", "位置 {0} 超出范围"},
    {"no such key: *", "没有键 {0}"},
    {"the map has a key twice*", "映射中同一个键出现了两次"},
    {"* cannot be read as a timestamp*", "{0} 不是时刻"},
    {"* cannot be read as a duration*", "{0} 不是时长"},
    {"* cannot be read as a bool", "{0} 不是真假值"},
    {"* cannot be read as *", "{0} 不是数"},
    {"the value is out of the range of *", "数值超出类型的范围"},
    {"the timestamp is out of range*", "时刻超出范围：公元 1 年到 9999 年"},
    {"the duration is out of range*", "时长超出范围：约 292 年"},
    {"* is no amount *", "{0} 不是金额"},
    {"* is no currency *", "{0} 不是币种"},
    {"money of different currencies cannot *", "不同币种的金额不能相加减"},
    {"* is no rounding*", "{0} 不是取整方式"},
    {"* is no known time zone*", "没有时区 {0}"},
    {"* is no pattern*", "{0} 不是有效的正则表达式"},
    {"the optional holds no value*", "可选值里没有值"},
    {"invalid substring range*", "截取的结束位置早于开始位置"},
    {"the bytes are not UTF-8*", "字节不是 UTF-8 文本"},
    {"the text is not base64", "文本不是 base64"},
    {"the format asks for more values *", "格式要求的值比列表里的多"},
    {"unexpected end of the format", "格式没有写完"},
    {"unknown format *", "没有格式 {0}"},
    {"* cannot format *", "{0} 不能用于这种类型的值"},
    {"a number cannot have more than * decimals", "小数位不能多于 {0} 位"},
    {"cannot shift by a negative number*", "移位的位数不能为负"},
    {"* needs at least one number", "至少要有一个数"},
    {"the evaluation costs more than * steps", "计算超过 {0} 步"},
    {"the text would be longer than * bytes", "文本将超过 {0} 字节"},
    {"the list would be longer than * items", "列表将超过 {0} 项"},
    {"the value would have more than * parts", "值将超过 {0} 个部分"},
    {"* are nested deeper than * levels", "嵌套超过 {1} 层"},
    {"no such overload: *", "值的类型不合用"},
    {"* must be one of *, not *; did you mean *?", "{0} 应为以下之一：{1}，而不是 {2}；是否应为 {3}？"},
    {"* must be one of *, not *", "{0} 应为以下之一：{1}，而不是 {2}"},
    {"more than * bytes to tell", "一次告知的内容超过 {0} 字节"},
    {"undeclared reference to *", "{0} 没有定义"},
    {"unbound function *", "没有函数 {0}"}};

// What each `*` stands for, or nullopt when the text is not of that form.
std::optional<std::vector<std::string_view>> matched(std::string_view pattern, std::string_view text) {
  std::vector<std::string_view> found;
  while (!pattern.empty()) {
    const auto star = pattern.find('*');
    const auto head = pattern.substr(0, star);
    if (!text.starts_with(head)) return std::nullopt;
    text.remove_prefix(head.size());
    if (star == std::string_view::npos) return text.empty() ? std::optional(std::move(found)) : std::nullopt;
    pattern.remove_prefix(star + 1);
    const auto next = pattern.substr(0, pattern.find('*'));
    const auto end = next.empty() ? text.size() : text.find(next);
    if (end == std::string_view::npos) return std::nullopt;
    found.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return text.empty() ? std::optional(std::move(found)) : std::nullopt;
}

}  // namespace

std::string error_in_chinese(std::string_view error) {
  for (const auto& pattern : kPatterns) {
    const auto found = matched(pattern.english, error);
    if (!found) continue;
    std::string text(pattern.chinese);
    for (std::size_t i = 0; i < found->size(); ++i) {
      const auto place = text.find("{" + std::to_string(i) + "}");
      if (place != std::string::npos) text.replace(place, 3, (*found)[i]);
    }
    return text;
  }
  return "表达式无法计算";
}

}  // namespace docket::expr
