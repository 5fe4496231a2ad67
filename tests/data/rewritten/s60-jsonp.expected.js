cb({"ok":true,"url":"https:\/\/orchid-lab.org\/v\/1","key":"https://link.zhihu.com/?target="});
